/*
 * Files of leads on their way to the server. An upload belongs to the browser
 * tab, not to a page: it goes on when the wizard is closed and while other
 * pages of the portal are looked at. Once the file has arrived it is an import,
 * which the server goes on with by itself.
 */
export { assertUnchanged } from './assertUnchanged';
export { bytesOf } from './bytesOf';
export {
  ImportUploads,
  importUploadsApiRef,
  uploadProblemText,
} from './ImportUploads';
export type { ImportUpload } from './ImportUploads';
export { useUploads } from './useUploads';
