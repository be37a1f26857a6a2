import { once } from 'node:events';
import { Server } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import express, { ErrorRequestHandler, Request } from 'express';
import { z } from 'zod';
import { receiveUpload } from '../leads/import/upload/receiveUpload';
import { PermissionGuard } from './PermissionGuard';
import { Routes } from './Routes';

let server: Server;
/** Called while a request waits to be admitted. */
let whileWaiting: (request: Request) => Promise<void>;
let ended: (error: unknown) => void;
let socket: Socket;
const handled = jest.fn();

beforeAll(async () => {
  const routes = new Routes({
    audit: { run: (_, work) => work(async () => {}) },
    limits: { count: async (_class, _principal, req) => whileWaiting(req) },
    httpAuth: mockServices.httpAuth(),
    guard: new PermissionGuard({
      auth: mockServices.auth(),
      permissions: mockServices.permissions(),
    }),
  });
  const common = {
    method: 'post',
    audit: 'lead.update',
    summary: 'Take something',
    permission: 'signed-in',
    answers: 'nothing',
  } as const;
  routes.add({
    ...common,
    path: '/json',
    body: z.unknown(),
    handle: async () => handled(),
  });
  routes.add({
    ...common,
    path: '/form',
    upload: true,
    handle: async ({ request }) => {
      await receiveUpload(request, {
        path: path.join(os.tmpdir(), 'abandoned-body'),
        maxFileBytes: 1024,
      });
      handled();
    },
  });
  const onError: ErrorRequestHandler = (error, _req, res, _next) => {
    ended(error);
    res.end();
  };
  server = express().use(routes.router, onError).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => handled.mockClear());
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

/** Begins a request that it does not end. */
function abandon(to: { route: string; type: string; begin: string }) {
  const { port } = server.address() as AddressInfo;
  socket = connect(port, '127.0.0.1');
  const thrown = new Promise(resolve => {
    ended = resolve;
  });
  socket.write(
    [
      `POST ${to.route} HTTP/1.1`,
      'Host: 127.0.0.1',
      `Authorization: ${mockCredentials.user.header()}`,
      `Content-Type: ${to.type}`,
      'Content-Length: 500',
      '',
      to.begin,
    ].join('\r\n'),
  );
  return thrown;
}

const JSON_BODY = {
  route: '/json',
  type: 'application/json',
  begin: '{"name": "ann',
};
const FORM = {
  route: '/form',
  type: 'multipart/form-data; boundary=xx',
  begin:
    '--xx\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nname',
};

describe.each([
  ['JSON', JSON_BODY],
  ['a form', FORM],
])('a client that goes away in the middle of %s', (_, body) => {
  it('before it was admitted is no failure of the server', async () => {
    whileWaiting = async request => {
      socket.destroy();
      await new Promise(resolve => {
        request.once('close', resolve);
      });
    };
    expect(await abandon(body)).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('did not arrive whole'),
    });
    expect(handled).not.toHaveBeenCalled();
  });

  it('while it is read is none either', async () => {
    whileWaiting = async request => {
      request.once('resume', () => socket.destroy());
    };
    expect(await abandon(body)).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining('did not arrive whole'),
    });
    expect(handled).not.toHaveBeenCalled();
  });
});
