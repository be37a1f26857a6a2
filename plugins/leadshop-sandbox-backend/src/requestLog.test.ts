import { RequestLog } from './requestLog';

function record(log: RequestLog, path: string, body = '') {
  return log.record({
    component: 'site',
    method: 'GET',
    path,
    query: new URLSearchParams(
      'q=1&q=2&key=secret&access_key=secret&signature=secret',
    ),
    headers: {
      authorization: 'Bearer secret',
      'x-goog-api-key': 'secret',
      cookie: 'a=secret',
      accept: '*/*',
    },
    body: Buffer.from(body),
    contentType: 'application/json; charset=utf-8',
  });
}

describe('RequestLog', () => {
  it('masks keys, signatures and cookies', () => {
    const log = new RequestLog();
    record(log, '/a');
    expect(JSON.stringify(log.list())).not.toContain('secret');
    expect(log.list()[0]).toMatchObject({
      query: { q: ['1', '2'], key: '***', access_key: '***', signature: '***' },
      headers: {
        authorization: '***',
        'x-goog-api-key': '***',
        cookie: '***',
        accept: '*/*',
      },
    });
  });

  it('keeps the newest calls only', () => {
    const log = new RequestLog();
    for (let i = 1; i <= 2500; i += 1) record(log, `/${i}`);
    const kept = log.list();
    expect(kept).toHaveLength(2000);
    expect([kept[0].path, kept[1999].path]).toEqual(['/501', '/2500']);
  });

  it('keeps the beginning of a text body, and nothing of others', () => {
    const log = new RequestLog();
    expect(record(log, '/a', 'é'.repeat(20_000)).body).toBe('é'.repeat(8192));
    const binary = log.record({
      component: 's3',
      method: 'PUT',
      path: '/b',
      body: Buffer.alloc(10),
      contentType: 'application/octet-stream',
    });
    expect(binary).toMatchObject({ bodySize: 10 });
    expect(binary.body).toBeUndefined();
  });

  it('lists what came after, of a component, or with a text in it', () => {
    const log = new RequestLog();
    const first = record(log, '/a');
    record(log, '/b', 'lead 17');
    log.record({
      component: 's3',
      method: 'PUT',
      path: '/c',
      body: Buffer.alloc(0),
      contentType: undefined,
    });
    const paths = (filter: Parameters<RequestLog['list']>[0]) =>
      log.list(filter).map(entry => entry.path);
    expect(paths({ since: first.id })).toEqual(['/b', '/c']);
    expect(paths({ component: 's3' })).toEqual(['/c']);
    expect(paths({ match: 'lead 17' })).toEqual(['/b']);
    log.clear();
    expect(log.list()).toEqual([]);
    expect(record(log, '/d').id).toBe(4);
  });
});
