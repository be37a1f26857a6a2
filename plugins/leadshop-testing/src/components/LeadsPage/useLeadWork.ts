import { useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { alertApiRef, useApi, useRouteRef } from '@backstage/core-plugin-api';
import type {
  BulkResponse,
  Lead,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { leadshopTestingApiRef, refusalOf } from '../../api';
import { batchRouteRef, testRouteRef } from '../../routes';
import { formatTotal, leadName } from '../../texts';
import type { LeadPages } from './LeadPages';
import type { LeadQuestion } from './LeadQuestions';
import type { NoticeContent } from './Notice';
import type { Selection } from './useSelection';
import { useStartTests } from './useStartTests';

/** Above this many, starting tests is asked about. */
const FEW = 100;

/** `25 leads`, `1 lead`, `10,000 or more leads`. */
export function leadsText(count: number): string {
  return `${formatTotal(count)} ${count === 1 ? 'lead' : 'leads'}`;
}

/**
 * What people do on the page: what it asks first, what it changes in the list,
 * and what it says afterwards.
 */
export function useLeadWork(
  pages: LeadPages,
  selection: Selection,
  openJourney: (leadId: string | undefined) => void,
) {
  const api = useApi(leadshopTestingApiRef);
  const alertApi = useApi(alertApiRef);
  const navigate = useNavigate();
  const testLink = useRouteRef(testRouteRef);
  const batchLink = useRouteRef(batchRouteRef);
  const { busy, testLead, testLeads } = useStartTests();
  const [question, setQuestion] = useState<LeadQuestion>();
  const [notice, setNotice] = useState<NoticeContent>();
  const [changedAt, setChangedAt] = useState(0);

  const complain = (what: string) => (error: unknown) =>
    alertApi.post({
      severity: 'error',
      message: `${what}: ${refusalOf(error).message}`,
    });
  const done = (content: NoticeContent) => {
    setQuestion(undefined);
    setNotice(content);
    setChangedAt(count => count + 1);
  };

  const testOne = async (lead: Lead) => {
    const id = await testLead(lead);
    setNotice({
      message: `The test of ${leadName(lead)} has started`,
      action: { text: 'Watch it', run: () => navigate(testLink({ id })) },
    });
  };
  const testBatch = async () =>
    navigate(batchLink({ id: await testLeads(selection.selected) }));
  const testSelected = async () => {
    const { selected } = selection;
    if ('lead_ids' in selected && selected.lead_ids.length === 1) {
      const [id] = selected.lead_ids;
      navigate(testLink({ id: await testLead({ id }) }));
      return;
    }
    await testBatch();
  };
  const undo = async (bulkId: string) => {
    const { restored, kept } = await api.leads.undoBulk(bulkId);
    setNotice({
      message:
        kept === 0
          ? `${leadsText(restored)} changed back`
          : `${leadsText(restored)} changed back, ${formatTotal(
              kept,
            )} left as they are, because they were changed since`,
    });
    await pages.reload();
  };

  const test = (lead: Lead) =>
    testOne(lead).catch(complain('The test did not start'));
  const latestTest = useRef(test);
  latestTest.current = test;
  // One object for the rows of the list, so that they need not be drawn again
  const actions = useMemo(
    () => ({
      onTest: (lead: Lead) => latestTest.current(lead),
      onEdit: (lead: Lead) => setQuestion({ ask: 'edit', lead }),
      onErase: (lead: Lead) => setQuestion({ ask: 'erase', lead }),
      onJourney: (lead: Lead) => openJourney(lead.id),
    }),
    [openJourney],
  );

  return {
    busy,
    question,
    notice,
    actions,
    ask: setQuestion,
    close: () => setQuestion(undefined),
    closeNotice: () => setNotice(undefined),
    /** Grows with each change of a lead. */
    changedAt,
    testBatch,
    testSelected: () => {
      if (selection.all || selection.count > FEW) {
        setQuestion({ ask: 'test-selected' });
      } else {
        testSelected().catch(complain('The tests did not start'));
      }
    },
    onAdded: (lead: Lead) => {
      done({
        message: `${leadName(lead)} was added`,
        action: { text: 'Test it', run: () => test(lead) },
      });
      pages.reload();
    },
    onSaved: (lead: Lead) => {
      done({ message: `${leadName(lead)} was saved` });
      pages.replace(lead);
    },
    onErased: (lead: Lead) => {
      done({ message: 'The lead was erased' });
      openJourney(undefined);
      selection.clear();
      pages.remove(lead.id);
    },
    onBulkEdited: ({ bulk_id, changed, matched }: BulkResponse) => {
      done({
        message: `${leadsText(changed)} of ${formatTotal(matched)} changed`,
        action: {
          text: 'Undo',
          run: () => undo(bulk_id).catch(complain('Nothing was changed back')),
        },
      });
      pages.reload();
    },
    onBulkErased: ({ changed }: BulkResponse) => {
      done({ message: `${leadsText(changed)} erased` });
      selection.clear();
      pages.reload();
    },
  };
}
