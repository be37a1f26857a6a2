import type { Details } from '../Details';
import { readSubject } from '../parts/Subject';

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

function readReport(details: Details) {
  const report = details.part('report');
  return (
    report && {
      subject: readSubject(report),
      artifact: report.text('artifact'),
      pages: report.number('pages'),
      size: report.number('size'),
      hash: report.text('sha256'),
      took: report.number('duration_ms'),
    }
  );
}

function readMail(details: Details) {
  const mail = details.part('mail');
  return (
    mail && {
      subject: readSubject(mail),
      messageId: mail.text('message_id'),
      size: mail.number('size'),
      checks: (mail.list('checks') ?? []).map(one => ({
        check: one.text('check') ?? '–',
        passed: one.flag('passed') ?? false,
      })),
    }
  );
}

function readSpam(details: Details) {
  const spam = details.part('spam');
  return (
    spam && {
      engine: spam.text('engine'),
      score: spam.number('score'),
      limit: spam.number('limit'),
      rules: (spam.list('rules') ?? []).map(one => ({
        name: one.text('name') ?? '–',
        score: one.number('score') ?? 0,
        description: one.text('description'),
      })),
    }
  );
}

function readDelivery(details: Details) {
  const delivery = details.part('delivery');
  return (
    delivery && {
      mailbox: delivery.text('mailbox'),
      messageId: delivery.text('message_id'),
      answer: delivery.text('response'),
      took: delivery.number('duration_ms'),
    }
  );
}

/** What step 12 stored. */
export function readReportAndMail(details: Details) {
  return {
    report: readReport(details),
    mail: readMail(details),
    spam: readSpam(details),
    delivery: readDelivery(details),
  };
}

/** What step 12 stored. */
export type ReportAndMailFound = ReturnType<typeof readReportAndMail>;

/** The headers of a mail as it was sent: all above the first empty line. */
export function headersOf(mail: string): string {
  return mail.split(/\r?\n\r?\n/, 1)[0].replace(/\r\n/g, '\n');
}
