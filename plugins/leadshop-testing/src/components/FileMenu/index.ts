export { FileMenu } from './FileMenu';
export { useFileDownload } from './useFileDownload';
export type { WantedFile } from './useFileDownload';
