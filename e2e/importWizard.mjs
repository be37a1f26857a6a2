// The wizard that imports leads.
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('playwright-core').Page} Page */

/**
 * @param {Page} page that shows the leads
 * @returns {Promise<Locator>} the dialog
 */
export async function openWizard(page) {
  await page.getByRole('button', { name: 'Import leads' }).click();
  const wizard = page.getByRole('dialog', { name: 'Import leads' });
  await wizard.getByRole('heading', { name: 'Choose a file' }).waitFor();
  return wizard;
}

/**
 * Drops a file from the desktop.
 *
 * @param {Locator} wizard
 * @param {string} name
 * @param {Buffer} contents
 */
export async function dropFile(wizard, name, contents) {
  const transfer = await wizard.page().evaluateHandle(
    ([fileName, base64]) => {
      const bytes = Uint8Array.from(atob(base64), char => char.charCodeAt(0));
      const dropped = new DataTransfer();
      dropped.items.add(new File([bytes], fileName));
      return dropped;
    },
    [name, contents.toString('base64')],
  );
  const place = wizard.getByTestId('file-upload').locator('..');
  await place.dispatchEvent('drop', { dataTransfer: transfer });
}

/**
 * @param {Locator} place
 * @param {number} row
 * @param {string} field in words
 * @returns {Locator} the cell in which it is put right
 */
export const cellOf = (place, row, field) =>
  place.getByLabel(`${field}, row ${row}`, { exact: true });
