import { makeStyles } from '@material-ui/core/styles';
import type { Alert } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { userName } from '../../../words';
import { useListTableStyles } from '../../ListTable';
import { RelativeTime } from '../../RelativeTime';
import { StatusLabel } from '../../StatusLabel';

const useStyles = makeStyles({ anywhere: { overflowWrap: 'anywhere' } });

/** Whether an alert is open, how it was resolved, and who has taken it on. */
export const AlertState = ({ of }: { of: Alert }) => {
  const classes = useStyles();
  const table = useListTableStyles();
  const t = useTexts();
  const { moment } = useFormats();
  const { acknowledged, resolution } = of;
  return (
    <div className={classes.anywhere}>
      {of.status === 'open' ? (
        <StatusLabel status="error" text={t('alerts.list.isOpen')} />
      ) : (
        <>
          <StatusLabel status="healthy" text={t('alerts.list.resolved')} />
          <div className={table.small}>
            {t('alerts.list.isResolved', {
              ago: <RelativeTime at={of.resolved_at} />,
            })}
            {resolution && <> · {t(`alerts.list.resolution.${resolution}`)}</>}
          </div>
        </>
      )}
      {acknowledged && (
        <div className={table.small}>
          <div title={acknowledged.by}>
            {t('alerts.list.acknowledged', {
              name: userName(acknowledged.by),
              ago: <RelativeTime at={acknowledged.at} />,
            })}
          </div>
          {acknowledged.comment && <q>{acknowledged.comment}</q>}
          {of.status === 'open' && (
            <div>
              {acknowledged.until
                ? t('alerts.list.silentUntil', {
                    moment: moment(acknowledged.until),
                  })
                : t('alerts.list.silentToEnd')}
            </div>
          )}
        </div>
      )}
    </div>
  );
};
