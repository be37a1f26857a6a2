import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { ContextLogger, withLogFields } from './logContext';

interface Line {
  message: string;
  meta: Error | JsonObject | undefined;
  fields: JsonObject;
}

/** Keeps what is logged, with the fields of the logger that logged it. */
function keeping(lines: Line[], fields: JsonObject = {}): LoggerService {
  const log = (message: string, meta?: Error | JsonObject) => {
    lines.push({ message, meta, fields });
  };
  return {
    error: log,
    warn: log,
    info: log,
    debug: log,
    child: more => keeping(lines, { ...fields, ...more }),
  };
}

it('adds the fields of where it is called, however deep and late', async () => {
  const lines: Line[] = [];
  const logger = new ContextLogger(keeping(lines));
  const deep = async (message: string) => {
    await new Promise(resolve => setImmediate(resolve));
    logger.child({ own: 1 }).warn(message);
  };
  await Promise.all([
    withLogFields({ request_id: 'r-1', user_ref: 'user:default/ann' }, () =>
      deep('a request'),
    ),
    withLogFields({ test_id: 't-1', trace_id: 'abc' }, async () => {
      await withLogFields({ step: 's3_setup' }, () => deep('a step'));
      await deep('the test again');
    }),
    deep('nobody'),
  ]);
  const byMessage = Object.fromEntries(
    lines.map(({ message, fields }) => [message, fields]),
  );
  expect(byMessage).toEqual({
    'a request': { own: 1, request_id: 'r-1', user_ref: 'user:default/ann' },
    'a step': { own: 1, test_id: 't-1', trace_id: 'abc', step: 's3_setup' },
    'the test again': { own: 1, test_id: 't-1', trace_id: 'abc' },
    nobody: { own: 1 },
  });
});

it('leaves an error as it is', () => {
  const lines: Line[] = [];
  const error = new Error('It broke');
  withLogFields({ test_id: 't-1' }, () =>
    new ContextLogger(keeping(lines)).error('Oh', error),
  );
  expect(lines).toEqual([
    { message: 'Oh', meta: error, fields: { test_id: 't-1' } },
  ]);
});
