import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';

/** `1 lead`, `2 leads`. */
export function countText(count: number, one: string): string {
  return `${count.toLocaleString()} ${one}${count === 1 ? '' : 's'}`;
}

/** True while more is to come. */
export function isUnderWay({ status }: ImportSummary): boolean {
  return status === 'pending' || status === 'running';
}

/** What an import, or a dry run, came to, in a sentence or two. */
export function resultText(of: ImportSummary): string {
  switch (of.status) {
    case 'pending':
    case 'running':
      return of.dry_run ? 'The file is being checked.' : 'Leads are imported.';
    case 'failed':
      return `${of.error_message ?? 'Something went wrong.'}${
        of.dry_run ? '' : ' Nothing was imported.'
      }`;
    case 'cancelled':
      return of.dry_run
        ? 'The check was cancelled.'
        : 'Cancelled: nothing was imported.';
    case 'undone':
      return undoneText(of);
    default:
      return completedText(of);
  }
}

function completedText(of: ImportSummary): string {
  const was = of.successful === 1 ? 'was' : 'were';
  const would = of.dry_run ? 'would be' : was;
  const parts = [
    of.created > 0 && `${countText(of.created, 'lead')} ${would} created`,
    of.updated > 0 && `${countText(of.updated, 'lead')} ${would} updated`,
    of.duplicates > 0 && `${countText(of.duplicates, 'duplicate')} skipped`,
    of.failed > 0 && `${countText(of.failed, 'row')} rejected`,
  ].filter(Boolean);
  if (parts.length === 0) {
    return 'The file has no rows with leads.';
  }
  const nothing = of.dry_run
    ? 'Nothing would be imported: '
    : 'Nothing was imported: ';
  return `${of.successful === 0 ? nothing : ''}${parts.join(', ')}.`;
}

function undoneText({ undo }: ImportSummary): string {
  if (!undo) {
    return 'The import was undone.';
  }
  const { removed, restored, kept } = undo;
  const back = `${countText(removed, 'lead')} removed, ${countText(
    restored,
    'lead',
  )} put back as before`;
  return kept > 0
    ? `Undone: ${back}. ${countText(
        kept,
        'lead',
      )} stay as they are: somebody changed, tested or erased them since.`
    : `Undone: ${back}.`;
}
