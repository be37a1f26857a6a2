import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import type { AuditVerification } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { Translate, useTexts } from '../../../translation';

const useStyles = makeStyles(theme => ({
  facts: { margin: 0, paddingLeft: theme.spacing(2.5) },
  code: { overflowWrap: 'anywhere' },
}));

function titleOf(t: Translate, { whole, first_bad }: AuditVerification) {
  if (whole) {
    return t('admin.chain.whole');
  }
  return first_bad
    ? t(`admin.chain.problem.${first_bad.problem}`)
    : t('admin.chain.notWhole');
}

/** What the check of the audit trail came to. */
export const ChainVerdict = ({
  of,
  className,
}: {
  of: AuditVerification;
  className?: string;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { moment, number } = useFormats();
  const { first_bad: bad, head, checkpoint, unchained, unsigned } = of;
  return (
    <Alert severity={of.whole ? 'success' : 'error'} className={className}>
      <AlertTitle>{titleOf(t, of)}</AlertTitle>
      {bad && <p className={classes.code}>{bad.message}</p>}
      <ul className={classes.facts}>
        {bad?.position !== null && bad !== null && (
          <li>{t('admin.chain.at', { position: number(bad.position) })}</li>
        )}
        {bad?.id && (
          <li>
            {t('admin.chain.entry')}{' '}
            <code className={classes.code}>{bad.id}</code>
          </li>
        )}
        <li>{t('admin.chain.checked', { count: of.checked })}</li>
        {head && (
          <li>
            {t('admin.chain.head', {
              position: number(head.position),
              moment: moment(head.chained_at),
            })}{' '}
            <code className={classes.code}>{head.hash}</code>
          </li>
        )}
        <li>
          {checkpoint
            ? t(
                checkpoint.signed
                  ? 'admin.chain.signed'
                  : 'admin.chain.badSignature',
                {
                  position: number(checkpoint.position),
                  moment: moment(checkpoint.created_at),
                },
              )
            : t('admin.chain.noCheckpoint')}
        </li>
        {unchained > 0 && (
          <li>{t('admin.chain.unchained', { count: unchained })}</li>
        )}
        {unsigned > 0 && (
          <li>{t('admin.chain.unsigned', { count: unsigned })}</li>
        )}
      </ul>
    </Alert>
  );
};
