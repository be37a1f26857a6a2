import { generate } from 'selfsigned';

/** What the HTTPS listener needs, and what a client must trust. */
export interface Certificates {
  /** PEM of the authority that signed `cert`. */
  ca: string;
  cert: string;
  key: string;
}

const ELLIPTIC = {
  keyType: 'ec',
  curve: 'P-256',
  algorithm: 'sha256',
} as const;

/**
 * A certificate authority made for this one start, and a certificate for
 * localhost and 127.0.0.1 signed by it. The authority's key is dropped here,
 * so nothing else can ever be signed with it.
 */
export async function createCertificates(): Promise<Certificates> {
  const authority = await generate(
    [{ name: 'commonName', value: 'LeadShop Sandbox CA' }],
    {
      ...ELLIPTIC,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
      ],
    },
  );
  const server = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...ELLIPTIC,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { ca: authority.cert, cert: server.cert, key: server.private };
}
