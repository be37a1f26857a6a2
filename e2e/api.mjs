// The HTTP API beside the browser: to set a scene, and to ask what a page may
// not show.
import { WebSocket } from 'ws';
import { BASE_URL } from './portal.mjs';

const API = `${BASE_URL}/api/leadshop-testing/v1`;

/**
 * @param {string} user one of the demo users
 * @returns {Promise<string>} a token of the portal
 */
export async function tokenOf(user) {
  const response = await fetch(`${BASE_URL}/api/auth/demo/refresh`, {
    headers: { 'X-Demo-User': user, 'X-Requested-With': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await response.json();
  return backstageIdentity.token;
}

/**
 * @param {string} user one of the demo users
 * @param {string} path below `/api/leadshop-testing/v1`
 * @param {object} [body] is POSTed
 * @returns {Promise<{ status: number, body: any }>}
 */
export async function callApi(user, path, body) {
  const response = await fetch(`${API}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      Authorization: `Bearer ${await tokenOf(user)}`,
      'Content-Type': 'application/json',
    },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/**
 * @param {object} lead
 * @param {string} [user] one of the demo users
 * @returns {Promise<string>} the id of the test
 */
export async function startTest(lead, user = 'qa-tester') {
  const { status, body } = await callApi(user, '/run-pipeline', {
    test_type: 'full_pipeline',
    lead_data: lead,
  });
  if (status !== 200) {
    throw new Error(`No test was started: ${JSON.stringify(body)}`);
  }
  return body.test_id;
}

/** What the server closes a socket with whose permissions it cannot check now. */
const TRY_AGAIN_LATER = 1013;

/**
 * Listens to a channel until it has told enough, or the server asks to try
 * again.
 *
 * @returns {Promise<boolean>} true when it has told enough
 */
async function listenOnce(user, channel, isEnough) {
  const socket = new WebSocket(`${API.replace(/^http/, 'ws')}/ws`, [
    'leadshop-testing.v1',
    await tokenOf(user),
  ]);
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', code =>
        code === TRY_AGAIN_LATER
          ? resolve(false)
          : reject(new Error(`Closed with ${code}`)),
      );
      socket.on('open', () =>
        // Also what happened before this socket was there
        socket.send(
          JSON.stringify({ type: 'subscribe', channels: [channel], after: 0 }),
        ),
      );
      socket.on('message', async data => {
        const message = JSON.parse(data);
        const about = message.channels ?? [message.channel];
        try {
          if (about.includes(channel) && (await isEnough(message)))
            resolve(true);
        } catch (error) {
          reject(error);
        }
      });
    });
  } finally {
    socket.terminate();
  }
}

/**
 * Listens to a channel until it has told enough.
 *
 * @param {string} user one of the demo users
 * @param {string} channel
 * @param {(message: any) => unknown} isEnough is told of each message, first of
 *   `subscribed`, and may take its time; of some again after a new connection
 */
async function listen(user, channel, isEnough) {
  while (!(await listenOnce(user, channel, isEnough)));
}

/**
 * Waits for the end of a test.
 *
 * @param {string} id of the test
 * @param {string} [user] one of the demo users
 * @returns {Promise<object>} the whole execution
 */
export async function endOf(id, user = 'qa-tester') {
  await listen(user, `test:${id}`, ({ type }) => type === 'test_completed');
  const { body } = await callApi(user, `/tests/${id}`);
  return body;
}

/**
 * @param {object[]} leads are stored first
 * @param {string} [user] one of the demo users
 * @returns {Promise<string>} the id of the batch that tests them
 */
export async function startBatch(leads, user = 'qa-tester') {
  const lead_ids = [];
  for (const lead of leads) {
    const { status, body } = await callApi(user, '/leads', { lead });
    if (status !== 201) {
      throw new Error(`A lead was not stored: ${JSON.stringify(body)}`);
    }
    lead_ids.push(body.id);
  }
  const { status, body } = await callApi(user, '/run-batch', { lead_ids });
  if (status !== 200) {
    throw new Error(`No batch was started: ${JSON.stringify(body)}`);
  }
  return body.batch_id;
}

/**
 * Waits for the end of a batch.
 *
 * @param {string} id of the batch
 * @param {string} [user] one of the demo users
 * @returns {Promise<object>} the batch
 */
export async function endOfBatch(id, user = 'qa-tester') {
  let batch;
  await listen(user, `batch:${id}`, async () => {
    ({ body: batch } = await callApi(user, `/batches/${id}`));
    return batch.status !== 'running';
  });
  return batch;
}

/**
 * Imports a file of leads and waits for its end.
 *
 * @param {string} name of the file
 * @param {string} csv
 * @param {string} [user] one of the demo users
 * @returns {Promise<object>} the import
 */
export async function importLeads(name, csv, user = 'qa-manager') {
  const form = new FormData();
  form.append('file', new Blob([csv]), name);
  const response = await fetch(`${API}/leads/imports`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${await tokenOf(user)}` },
    body: form,
  });
  const answer = await response.json();
  if (response.status !== 202) {
    throw new Error(`Nothing was imported: ${JSON.stringify(answer)}`);
  }
  const id = answer.import_id;
  let found;
  await listen(user, `import:${id}`, async () => {
    ({ body: found } = await callApi(user, `/leads/imports/${id}`));
    return found.completed_at;
  });
  return found;
}
