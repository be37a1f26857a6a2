import { useEffect, useRef } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import DescriptionIcon from '@material-ui/icons/DescriptionOutlined';
import { useParams } from 'react-router-dom';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type { LeadImport } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { refusalOf } from '../../api';
import { useLiveImport } from '../../live';
import { importsRouteRef, leadsRouteRef } from '../../routes';
import { ON_DUPLICATE_TEXT, userName } from '../../texts';
import { formatBytes } from '../Evidence';
import { errorsTitle, hasErrors, ImportErrors } from '../ImportErrors';
import { PageHeading } from '../PageHeading';
import { EmptyNote, Panel } from '../Panel';
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
  // Focused when the page opens; it is no control
  root: {
    outline: 'none',
    // The heading keeps its own distance
    '& > * + * + *': { marginTop: theme.spacing(3) },
  },
  state: { display: 'grid', gap: theme.spacing(2) },
  actions: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1.5) },
}));

const State = ({ of, reload }: { of: LeadImport; reload: () => void }) => {
  const classes = useStyles();
  const leads = useRouteRef(leadsRouteRef)();
  const underWay = isUnderWay(of);
  return (
    <Panel
      title={of.dry_run ? 'Check without import' : 'Import'}
      action={<ImportStatusLabel status={of.status} />}
    >
      <div className={classes.state}>
        {of.status === 'failed' ? (
          <Alert severity="error">{resultText(of)}</Alert>
        ) : (
          <Typography role="status">{resultText(of)}</Typography>
        )}
        {underWay && (
          <>
            <ImportProgress of={of} />
            <Typography variant="body2" color="textSecondary">
              The import goes on when you leave this page; the list of imports
              leads back here. Nothing is stored before all of it is.
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
              Show these leads
            </LinkButton>
          )}
          <RejectedRowsButton of={of} />
          <UndoImportButton of={of} onUndone={reload} />
          {!underWay && (
            <LinkButton size="small" variant="outlined" to={leads}>
              Done
            </LinkButton>
          )}
        </div>
      </div>
    </Panel>
  );
};

const Import = ({ id }: { id: string }) => {
  const classes = useStyles();
  const { value, error, loading, reload } = useLiveImport(id);
  const imports = useRouteRef(importsRouteRef)();
  const place = useRef<HTMLDivElement>(null);

  // The wizard closes with its start: without this the focus would be nowhere
  useEffect(() => place.current?.focus({ preventScroll: true }), []);

  if (error && !value && refusalOf(error).status === 404) {
    return (
      <EmptyNote
        icon={DescriptionIcon}
        title="There is no such import"
        heading="h2"
        action={
          <LinkButton variant="outlined" to={imports}>
            All imports
          </LinkButton>
        }
      >
        The address is wrong, or the import is older than what is kept.
      </EmptyNote>
    );
  }
  return (
    <div ref={place} tabIndex={-1} className={classes.root}>
      <PageHeading
        title={value?.file_name ?? 'Import'}
        subtitle={
          value && (
            <>
              {formatBytes(value.file_size)}, by {userName(value.user_ref)},{' '}
              <RelativeTime at={value.created_at} />; duplicates:{' '}
              {ON_DUPLICATE_TEXT[value.on_duplicate].toLowerCase()}
            </>
          )
        }
      >
        <LinkButton variant="outlined" to={imports}>
          All imports
        </LinkButton>
        <SupportButton>
          Rejected rows can be downloaded with the reasons, put right, and
          imported as a file of their own.
        </SupportButton>
      </PageHeading>
      {value ? (
        <State of={value} reload={reload} />
      ) : (
        <Panel
          title="Import"
          loading={loading && !error}
          error={error}
          onRetry={reload}
        />
      )}
      {value && !isUnderWay(value) && hasErrors(value) && (
        <Panel title={errorsTitle(value)}>
          <ImportErrors of={value} />
        </Panel>
      )}
    </div>
  );
};

/** One import of leads: its progress, then its result. */
export const ImportPage = () => {
  const { id = '' } = useParams();
  return (
    <PermittedOnly
      permissions={['bulk_import_leads']}
      title="You may not import leads"
      loadingText="Loading import..."
    >
      <Import key={id} id={id} />
    </PermittedOnly>
  );
};
