import { Inbox } from './inbox';

const ENVELOPE = { from: 'a@a.example', to: ['b@b.example'] };

function mail(messageId: string, size = 0): Buffer {
  return Buffer.from(
    `Message-ID: <${messageId}>\r\nSubject: x\r\n\r\n${'x'.repeat(size)}`,
  );
}

describe('Inbox', () => {
  it('drops the oldest mails beyond its number', async () => {
    const inbox = new Inbox(2);
    for (const id of ['1', '2', '3']) await inbox.deliver(ENVELOPE, mail(id));
    expect(inbox.list().map(message => message.messageId)).toEqual([
      '<2>',
      '<3>',
    ]);
    const { isRedelivery } = await inbox.deliver(ENVELOPE, mail('1'));
    expect(isRedelivery).toBe(false);
  });

  it('drops the oldest mails beyond its bytes', async () => {
    const inbox = new Inbox(100, 2000);
    for (const id of ['1', '2', '3'])
      await inbox.deliver(ENVELOPE, mail(id, 900));
    expect(inbox.list().map(message => message.messageId)).toEqual([
      '<2>',
      '<3>',
    ]);
  });

  it('counts one mail delivered twice at the same time once', async () => {
    const inbox = new Inbox();
    await Promise.all(
      [1, 2, 3].map(() => inbox.deliver(ENVELOPE, mail('same'))),
    );
    expect(inbox.list()).toMatchObject([{ redeliveries: 2 }]);
  });

  it('forgets everything when cleared', async () => {
    const inbox = new Inbox();
    const { message } = await inbox.deliver(ENVELOPE, mail('1'));
    inbox.clear();
    expect(inbox.list()).toEqual([]);
    expect(inbox.get(message.id)).toBeUndefined();
    expect((await inbox.deliver(ENVELOPE, mail('1'))).isRedelivery).toBe(false);
  });
});
