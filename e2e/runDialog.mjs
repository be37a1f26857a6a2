/**
 * Runs the sample lead from the dashboard, on another site than its own.
 *
 * @param {import('playwright-core').Page} page that shows the dashboard
 * @param {object} lead of leads.mjs
 */
export async function runInDialog(page, lead) {
  await page.getByRole('button', { name: 'Run Full Pipeline Test' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run Full Pipeline Test' });
  await dialog.getByRole('button', { name: 'Use sample lead' }).click();
  await dialog.getByLabel('Website URL').fill(lead.website_url);
  await dialog.getByLabel('Business name').fill(lead.business_name);
  // It says "Run anyway" when a component is known to be ill
  await dialog.getByRole('button', { name: /^Run (test|anyway)$/ }).click();
  await dialog.waitFor({ state: 'detached' });
}
