import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { userName } from '../../words';

import { useParams } from 'react-router-dom';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { LeadImport } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { refusalOf } from '../../api';
import { useLiveImport } from '../../live';
import { importsRouteRef, leadsRouteRef } from '../../routes';

import { errorsTitle, hasErrors, ImportErrors } from '../ImportErrors';
import { PageHeading } from '../PageHeading';
import { MissingNote, Panel } from '../Panel';
import { PermittedOnly } from '../PermittedOnly';
import { RelativeTime } from '../RelativeTime';
import { CancelImportButton } from './CancelImportButton';
import { ImportCounts } from './ImportCounts';
import { ImportProgress } from './ImportProgress';
import { ImportStatusLabel } from './ImportStatusLabel';
import { RejectedRowsButton } from './RejectedRowsButton';
import { isUnderWay, resultText } from './resultText';
import { TestLeadsButton } from './TestLeadsButton';
import { UndoImportButton } from './UndoImportButton';

const useStyles = makeStyles(theme => ({
  root: {
    // The heading keeps its own distance
    '& > * + * + *': { marginTop: theme.spacing(3) },
  },
  state: { display: 'grid', gap: theme.spacing(2) },
  actions: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1.5) },
}));

const State = ({ of, reload }: { of: LeadImport; reload: () => void }) => {
  const classes = useStyles();
  const t = useTexts();
  const leads = useRouteRef(leadsRouteRef)();
  const underWay = isUnderWay(of);
  return (
    <Panel
      title={t(of.dry_run ? 'imports.one.check' : 'imports.one.title')}
      action={<ImportStatusLabel status={of.status} />}
    >
      <div className={classes.state}>
        {of.status === 'failed' ? (
          <Alert severity="error">{resultText(t, of)}</Alert>
        ) : (
          <Typography role="status">{resultText(t, of)}</Typography>
        )}
        {underWay && (
          <>
            <ImportProgress of={of} />
            <Typography variant="body2" color="textSecondary">
              {t('imports.one.goesOn')}
            </Typography>
          </>
        )}
        {(of.status === 'completed' || of.status === 'undone') && (
          <ImportCounts of={of} />
        )}
        <div className={classes.actions}>
          <CancelImportButton of={of} onCancelled={reload} />
          <TestLeadsButton of={of} />
          {of.status === 'completed' && !of.dry_run && of.created > 0 && (
            <LinkButton
              size="small"
              variant="outlined"
              to={`${leads}?import_id=${of.id}`}
            >
              {t('imports.one.showLeads')}
            </LinkButton>
          )}
          <RejectedRowsButton of={of} />
          <UndoImportButton of={of} onUndone={reload} />
          {!underWay && (
            <LinkButton size="small" variant="outlined" to={leads}>
              {t('imports.one.done')}
            </LinkButton>
          )}
        </div>
      </div>
    </Panel>
  );
};

const Import = ({ id }: { id: string }) => {
  const classes = useStyles();
  const t = useTexts();
  const { bytes } = useFormats();
  const { value, error, loading, reload } = useLiveImport(id);
  const imports = useRouteRef(importsRouteRef)();

  if (error && !value && refusalOf(error).status === 404) {
    return (
      <MissingNote
        title={t('imports.missing.title')}
        browse={t('imports.all')}
        to={imports}
        support={t('imports.support')}
      >
        {t('imports.missing.help')}
      </MissingNote>
    );
  }
  return (
    <div className={classes.root}>
      <PageHeading
        title={value?.file_name ?? t('imports.one.title')}
        subtitle={
          value &&
          t('imports.one.facts', {
            size: bytes(value.file_size),
            name: userName(value.user_ref),
            ago: <RelativeTime at={value.created_at} />,
            duplicates: t(`imports.one.duplicates.${value.on_duplicate}`),
          })
        }
      >
        <LinkButton variant="outlined" to={imports}>
          {t('imports.all')}
        </LinkButton>
        <SupportButton>{t('imports.one.support')}</SupportButton>
      </PageHeading>
      {value ? (
        <State of={value} reload={reload} />
      ) : (
        <Panel
          title={t('imports.one.title')}
          loading={loading && !error}
          error={error}
          onRetry={reload}
        />
      )}
      {value && !isUnderWay(value) && hasErrors(value) && (
        <Panel title={errorsTitle(t, value)}>
          <ImportErrors of={value} />
        </Panel>
      )}
    </div>
  );
};

/** One import of leads: its progress, then its result. */
export const ImportPage = () => {
  const t = useTexts();
  const { id = '' } = useParams();
  return (
    <PermittedOnly
      permissions={['bulk_import_leads']}
      title={t('imports.mayNot')}
      loadingText={t('imports.loadingOne')}
    >
      <Import key={id} id={id} />
    </PermittedOnly>
  );
};
