import { Callee, quoted, transportFailure } from './failures';

const callee: Callee = {
  provider: 's3',
  title: 'The object store',
  mode: 'live',
  blame: 'vendor',
  setting: 'leadshopTesting.providers.s3',
  secrets: ['s3cret/key'],
};
const coded = (code: string, cause?: Error) =>
  Object.assign(new Error(`it failed with ${code}`, { cause }), { code });

describe('transportFailure', () => {
  it.each([
    ['ENOTFOUND', 'network', true, 'cannot be reached'],
    ['ECONNREFUSED', 'network', true, 'cannot be reached'],
    ['UND_ERR_CONNECT_TIMEOUT', 'network', true, 'cannot be reached'],
    ['CERT_HAS_EXPIRED', 'network', false, 'certificate was not accepted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network', false, 'certificate'],
    ['EPROTO', 'network', false, 'certificate'],
    ['HPE_INVALID_CONSTANT', 'vendor', false, 'not HTTP'],
    ['ECONNRESET', 'vendor', true, 'broke off'],
    ['UND_ERR_SOCKET', 'vendor', true, 'broke off'],
  ])('%s', (code, fault, retryable, words) => {
    const error = transportFailure(callee, coded(code));
    expect(error).toMatchObject({ provider: 's3', fault, retryable });
    expect(error.message).toContain(words);
    expect(error.message).toContain(code);
  });

  it('looks for the code beneath', () => {
    const error = transportFailure(
      callee,
      new TypeError('terminated', { cause: coded('ENETUNREACH') }),
    );
    expect(error.message).toContain('ENETUNREACH');
  });

  it('does without a code', () => {
    expect(transportFailure(callee, 'odd').message).toContain('unknown error');
  });
});

describe('quoted', () => {
  it('puts words on one short line without our keys', () => {
    const text = `no\n  s3cret/key and s3cret%2Fkey ${'x'.repeat(300)}`;
    const clean = quoted(callee, text);
    expect(clean).toMatch(/^no \*\*\* and \*\*\* x+…$/);
    expect(clean).toHaveLength(201);
  });
});
