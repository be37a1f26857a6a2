/* The audit trail as a file. */
import { AuditEvent } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { csvChunks } from '../leads/export/formats';

const COLUMNS = [
  'id',
  'occurred_at',
  'actor',
  'action',
  'outcome',
  'target_type',
  'target_id',
  'target_name',
  'request_id',
  'reason',
  'details',
];

/** Events, some at a time. */
type Events = AsyncIterable<AuditEvent[]>;

async function* rows(events: Events) {
  for await (const some of events) {
    yield some.map(event => [
      event.id,
      event.occurred_at,
      event.actor,
      event.action,
      event.outcome,
      event.target?.type ?? null,
      event.target?.id ?? null,
      event.target?.name ?? null,
      event.request_id,
      event.reason,
      JSON.stringify(event.details),
    ]);
  }
}

async function* json(events: Events) {
  let before = '[\n';
  for await (const some of events) {
    yield before + some.map(event => JSON.stringify(event)).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** The formats, by the name that is also the ending of their files. */
export const AUDIT_FORMATS = {
  csv: {
    contentType: 'text/csv; charset=utf-8',
    neutralised: true,
    chunks: (events: Events) => csvChunks(COLUMNS, rows(events)),
  },
  json: {
    contentType: 'application/json; charset=utf-8',
    neutralised: false,
    chunks: json,
  },
};
