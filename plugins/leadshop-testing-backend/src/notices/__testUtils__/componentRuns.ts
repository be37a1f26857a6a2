import { Knex } from 'knex';
import { storeTest } from '../../__testUtils__/storedTests';

/** As many runs of a component as count; older ones do no more. */
export async function storeRuns(db: Knex, status: 'success' | 'failed') {
  const { id: version } = await db('pipeline_versions').first('id');
  for (let n = 0; n < 20; n++) {
    const id = await storeTest(db, { pipeline_version: version, status });
    await db('test_step_results').insert({
      execution_id: id,
      step_name: 'pagespeed',
      step_number: 4,
      component: 'pagespeed-integration',
      title: 'PageSpeed',
      status,
      fault: status === 'failed' ? 'vendor' : null,
      provider_mode: 'sandbox',
      duration: 10,
    });
  }
}
