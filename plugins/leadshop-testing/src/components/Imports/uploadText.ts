/** How far a file is on its way. */
export function uploadText(sent: number): string {
  return sent < 1
    ? `Uploading: ${Math.round(sent * 100)}%`
    : 'The server takes the file in…';
}
