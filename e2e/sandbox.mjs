// Makes the stand-ins of the outside services misbehave.
const { SANDBOX_URL } = process.env;

/** @param {object} rule as `/control/faults` of the sandbox takes it */
export async function addFault(rule) {
  await control('POST', '/faults', rule);
}

export async function clearFaults() {
  await control('DELETE', '/faults');
}

/** How many calls the faults in force have hit. */
export async function faultsFired() {
  const { faults } = await (await control('GET', '/faults')).json();
  return faults.reduce((sum, { fired }) => sum + fired, 0);
}

async function control(method, path, body) {
  const response = await fetch(`${SANDBOX_URL}/control${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(
      `The sandbox answered ${method} ${path} with ${
        response.status
      }: ${await response.text()}`,
    );
  }
  return response;
}
