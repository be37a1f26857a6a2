import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import { MailBodies } from './mailTemplate';

/** A mail before it is put into MIME. */
export interface OutgoingMail extends MailBodies {
  from: string;
  to: string;
  subject: string;
  message_id: string;
  test_id: string;
  report: Uint8Array;
}

/** Name of the PDF in the mail and among the artifacts. */
export const REPORT_NAME = 'report.pdf';

/** Puts a mail into MIME. */
export async function composeMail(mail: OutgoingMail): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    messageId: mail.message_id,
    text: mail.text,
    html: mail.html,
    headers: {
      'X-LeadShop-Test': mail.test_id,
      'Auto-Submitted': 'auto-generated',
      'List-Unsubscribe': `<mailto:${addressOf(
        mail.from,
      )}?subject=unsubscribe>`,
    },
    attachments: [
      {
        filename: REPORT_NAME,
        content: Buffer.from(mail.report),
        contentType: 'application/pdf',
      },
    ],
    // The texts come from a model: no path or address in them is followed
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** `a@b.c` of `Name <a@b.c>`. */
export function addressOf(mailbox: string): string {
  return (/<([^<>]+)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim().toLowerCase();
}

/** What is checked when a mail is read back. */
export const MAIL_CHECKS = [
  'subject',
  'sender',
  'test_mailbox_only',
  'message_id',
  'html_part',
  'text_part',
  'report_attached',
] as const;
/** How a check of a mail came out. */
export const mailCheckSchema = z.object({
  check: z.enum(MAIL_CHECKS),
  passed: z.boolean(),
});
/** How a check of a mail came out. */
export type MailCheck = z.infer<typeof mailCheckSchema>;

/** A mail as a reader sees it, and whether it is the one that was meant. */
export interface ReadMail {
  html: string;
  text: string;
  checks: MailCheck[];
}

type Meant = Pick<
  OutgoingMail,
  'from' | 'to' | 'subject' | 'message_id' | 'report'
> & {
  /** A text that both forms must show. */
  shows: string;
};

const sha256 = (bytes: Uint8Array) =>
  createHash('sha256').update(bytes).digest('hex');
const flat = (text: string) => text.replace(/\s+/g, ' ').trim();

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  return typeof content === 'string'
    ? Buffer.from(content)
    : new Uint8Array(content);
}

/** Parses a mail with another library than the one that wrote it. */
export async function readMail(
  raw: Uint8Array,
  meant: Meant,
): Promise<ReadMail> {
  const mail = await PostalMime.parse(raw);
  const html = mail.html ?? '';
  const text = mail.text ?? '';
  const receivers = [
    ...(mail.to ?? []),
    ...(mail.cc ?? []),
    ...(mail.bcc ?? []),
  ];
  const attached = mail.attachments.find(
    a => a.mimeType === 'application/pdf' && a.filename === REPORT_NAME,
  );
  const passed: Record<(typeof MAIL_CHECKS)[number], boolean> = {
    subject: flat(mail.subject ?? '') === flat(meant.subject),
    sender: mail.from?.address?.toLowerCase() === addressOf(meant.from),
    test_mailbox_only:
      receivers.length === 1 &&
      receivers[0].address?.toLowerCase() === addressOf(meant.to),
    message_id: mail.messageId === meant.message_id,
    html_part: /<html[\s>]/i.test(html),
    text_part: flat(text).includes(flat(meant.shows)),
    report_attached:
      attached !== undefined &&
      sha256(bytesOf(attached.content)) === sha256(meant.report),
  };
  return {
    html,
    text,
    checks: MAIL_CHECKS.map(check => ({ check, passed: passed[check] })),
  };
}
