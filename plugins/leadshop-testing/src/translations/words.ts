/** Words that more than one room uses. */
export const wordsMessages = {
  testStatus: {
    pending: 'Waiting',
    running: 'Running',
    success: 'Succeeded',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
} as const;
