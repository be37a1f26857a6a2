export { FileMenu } from './FileMenu';
export { useFileDownload } from './useFileDownload';
