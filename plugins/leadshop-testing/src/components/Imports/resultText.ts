import type { ImportSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { Translate } from '../../translation';

/** True while more is to come. */
export function isUnderWay({ status }: ImportSummary): boolean {
  return status === 'pending' || status === 'running';
}

/** What an import, or a dry run, came to, in a sentence or two. */
export function resultText(t: Translate, of: ImportSummary): string {
  switch (of.status) {
    case 'pending':
    case 'running':
      return t(
        of.dry_run ? 'imports.result.checking' : 'imports.result.importing',
      );
    case 'failed':
      return failedText(t, of);
    case 'cancelled':
      return t(
        of.dry_run
          ? 'imports.result.checkCancelled'
          : 'imports.result.cancelled',
      );
    case 'undone':
      return undoneText(t, of);
    default:
      return completedText(t, of);
  }
}

function failedText(t: Translate, of: ImportSummary): string {
  const reason = of.error_message ?? t('imports.result.wentWrong');
  return of.dry_run ? reason : t('imports.result.failed', { reason });
}

/** How `3 leads were created` is said: what would be, what one was, what many. */
function becameText(
  t: Translate,
  of: ImportSummary,
  what: 'created' | 'updated',
): string {
  const leads = t('imports.leads', { count: of[what] });
  if (of.dry_run) {
    return t(
      what === 'created'
        ? 'imports.result.wouldBeCreated'
        : 'imports.result.wouldBeUpdated',
      { leads },
    );
  }
  return of.successful === 1
    ? t(`imports.result.${what}`, { leads })
    : t(`imports.result.${what}Many`, { leads });
}

function completedText(t: Translate, of: ImportSummary): string {
  const parts = [
    of.created > 0 && becameText(t, of, 'created'),
    of.updated > 0 && becameText(t, of, 'updated'),
    of.duplicates > 0 &&
      t('imports.result.duplicates', { count: of.duplicates }),
    of.failed > 0 && t('imports.result.rejected', { count: of.failed }),
  ]
    .filter(Boolean)
    .join(', ');
  if (!parts) {
    return t('imports.result.noRows');
  }
  if (of.successful > 0) {
    return t('imports.result.some', { parts });
  }
  return t(
    of.dry_run ? 'imports.result.nothingWouldBe' : 'imports.result.nothing',
    { parts },
  );
}

function undoneText(t: Translate, { undo }: ImportSummary): string {
  if (!undo) {
    return t('imports.result.undone');
  }
  const leads = (count: number) => t('imports.leads', { count });
  const back = {
    removed: leads(undo.removed),
    restored: leads(undo.restored),
  };
  return undo.kept > 0
    ? t('imports.result.undoneMostly', { ...back, kept: leads(undo.kept) })
    : t('imports.result.undoneAll', back);
}
