import { ReactNode, useCallback } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import PeopleIcon from '@material-ui/icons/PeopleOutline';
import { LinkButton, SupportButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import type {
  LeadFilter,
  PermissionName,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { PermissionGate, usePermissions } from '../../permissions';
import { importsRouteRef } from '../../routes';
import { Translate, useTexts } from '../../translation';
import { ImportWizard } from '../ImportWizard';
import { LeadJourney } from '../LeadJourney';
import { PageHeading } from '../PageHeading';
import { EmptyNote, Panel } from '../Panel';
import { PermittedOnly } from '../PermittedOnly';
import { ExportButton } from './ExportButton';
import { LeadFilters } from './LeadFilters';
import { LeadQuestions } from './LeadQuestions';
import { LeadTable } from './LeadTable';
import { Notice } from './Notice';
import { LeadButtons, usePermittedActions } from './RowActions';
import { SelectionBar } from './SelectionBar';
import { SortSelect } from './SortSelect';
import { useLeadPages } from './useLeadPages';
import { useLeadsAddress } from './useLeadsAddress';
import { leadsText, useLeadWork } from './useLeadWork';
import { Selection, useSelection } from './useSelection';

const useStyles = makeStyles(theme => ({
  ways: { display: 'flex', gap: theme.spacing(1.5) },
}));

/** As many ids fit into the address of an export. */
const MOST_BY_ID = 1000;

/** Exported are the selected leads, or without a selection all that match. */
function exportOf(
  t: Translate,
  selection: Selection,
  filter: LeadFilter,
  total: number,
) {
  const { selected, count } = selection;
  if ('lead_ids' in selected && count > 0 && count <= MOST_BY_ID) {
    const text = t('leads.export.picked', { leads: leadsText(t, count) });
    return { what: { lead_ids: selected.lead_ids }, text };
  }
  const text = t('leads.export.all', { leads: leadsText(t, total) });
  return { what: filter, text };
}

/** How leads get here, for those who may bring them and for the others. */
function hintOf(
  t: Translate,
  hasPermission: (name: PermissionName) => boolean,
): string {
  if (hasPermission('bulk_import_leads')) {
    return t('leads.empty.import');
  }
  return t(
    hasPermission('manage_leads') ? 'leads.empty.add' : 'leads.empty.ask',
  );
}

/** What to do when there is nothing to show. */
const NoLeads = ({
  narrowed,
  onClear,
  children,
}: {
  narrowed: boolean;
  onClear: () => void;
  /** How to get leads. */
  children: ReactNode;
}) => {
  const t = useTexts();
  const { hasPermission } = usePermissions();
  const hint = hintOf(t, hasPermission);
  return narrowed ? (
    <EmptyNote
      icon={PeopleIcon}
      title={t('leads.empty.narrowed')}
      action={
        <Button variant="outlined" onClick={onClear}>
          {t('leads.empty.showAll')}
        </Button>
      }
    />
  ) : (
    <EmptyNote
      icon={PeopleIcon}
      title={t('leads.empty.none')}
      action={children}
    >
      {t('leads.empty.ofTests', { hint })}
    </EmptyNote>
  );
};

const Leads = () => {
  const classes = useStyles();
  const t = useTexts();
  const address = useLeadsAddress();
  const { filter, sort, narrowed, openJourney, openImport } = address;
  const list = useLeadPages(filter, sort);
  const { pages, leads, total, older } = list;
  const selection = useSelection(filter, list);
  const work = useLeadWork(pages, selection, openJourney);
  const actions = usePermittedActions(work.actions);
  const importsLink = useRouteRef(importsRouteRef);
  const closeImport = useCallback(() => openImport(false), [openImport]);
  const show = useCallback((lastRow: number) => pages.show(lastRow), [pages]);

  const picked = exportOf(t, selection, filter, total ?? 0);
  const ways = (
    <>
      <PermissionGate permission="bulk_import_leads">
        <Button
          size="small"
          variant="contained"
          color="primary"
          onClick={() => openImport(true)}
        >
          {t('leads.importLeads')}
        </Button>
      </PermissionGate>
      <PermissionGate permission="manage_leads">
        <Button
          size="small"
          variant="outlined"
          onClick={() => work.ask({ ask: 'add' })}
        >
          {t('leads.addLead')}
        </Button>
      </PermissionGate>
    </>
  );

  return (
    <>
      <PageHeading title={t('leads.title')} subtitle={t('leads.subtitle')}>
        {total !== 0 && ways}
        <PermissionGate permission="manage_leads">
          <ExportButton
            what={{ ...picked.what, sort }}
            whatText={picked.text}
            disabled={!total}
          />
        </PermissionGate>
        <PermissionGate permission="bulk_import_leads">
          <LinkButton to={importsLink()} size="small">
            {t('leads.pastImports')}
          </LinkButton>
        </PermissionGate>
        <SupportButton>{t('leads.help')}</SupportButton>
      </PageHeading>
      <Panel
        title={t('leads.panel')}
        action={<SortSelect sort={sort} onSort={address.sortBy} />}
        loading={total === undefined && !list.error}
        loadingText={t('leads.loading')}
        skeletonLines={8}
        error={list.error}
        onRetry={() => pages.retry()}
        flush
      >
        <LeadFilters
          narrowing={address.narrowing}
          narrowed={narrowed}
          onNarrow={address.narrow}
          onClear={address.clear}
        />
        {total !== undefined && total > 0 && (
          <>
            <SelectionBar
              selection={selection}
              total={total}
              busy={work.busy}
              onTest={work.testSelected}
              onEdit={() => work.ask({ ask: 'edit-selected' })}
              onErase={() => work.ask({ ask: 'erase-selected' })}
            />
            <LeadTable
              leads={leads}
              total={total}
              complete={list.complete}
              older={older}
              sort={sort}
              listKey={pages}
              selection={selection}
              actions={actions}
              onSort={address.sortBy}
              onShow={show}
            />
          </>
        )}
        {total === 0 && (
          <NoLeads narrowed={narrowed} onClear={address.clear}>
            <div className={classes.ways}>{ways}</div>
          </NoLeads>
        )}
      </Panel>
      {address.journey && (
        <LeadJourney
          key={address.journey}
          leadId={address.journey}
          changedAt={work.changedAt}
          onClose={() => openJourney(undefined)}
        >
          {lead => (
            <LeadButtons lead={lead} actions={actions} busy={work.busy} />
          )}
        </LeadJourney>
      )}
      <LeadQuestions
        question={work.question}
        selected={selection.selected}
        countText={leadsText(t, selection.count)}
        onAdded={work.onAdded}
        onSaved={work.onSaved}
        onErased={work.onErased}
        onBulkEdited={work.onBulkEdited}
        onBulkErased={work.onBulkErased}
        onTest={work.testBatch}
        onOpen={leadId => {
          work.close();
          openJourney(leadId);
        }}
        onClose={work.close}
      />
      <Notice content={work.notice} onClose={work.closeNotice} />
      <PermissionGate permission="bulk_import_leads">
        <ImportWizard open={address.importing} onClose={closeImport} />
      </PermissionGate>
    </>
  );
};

/** The stored leads. */
export const LeadsPage = () => {
  const t = useTexts();
  return (
    <PermittedOnly
      permissions={['manage_leads', 'run_pipeline_tests']}
      title={t('leads.mayNotSee')}
      loadingText={t('leads.loadingPage')}
    >
      <Leads />
    </PermittedOnly>
  );
};
