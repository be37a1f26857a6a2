import { z } from 'zod';
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  Providers,
  StepContext,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { SalesContent } from '../content/checks';
import { Learnt } from '../definition';
import { serviceSubject } from '../subject';
import { renderMail } from './mailTemplate';
import {
  addressOf,
  composeMail,
  mailCheckSchema,
  readMail,
  REPORT_NAME,
} from './mime';
import { ReportData } from './reportData';

/** What is kept of the mail. */
export const mailEvidenceSchema = z.object({
  subject: z.enum(['reference', 'service']),
  message_id: z.string(),
  size: z.int(),
  checks: z.array(mailCheckSchema),
});
type MailEvidence = z.infer<typeof mailEvidenceSchema>;
/** What a mail service answers: the whole mail in MIME. */
export const emailFormatterServiceSchema = z.object({ mime: z.base64() });

/** A mail that was written, read back and stored. */
export interface WrittenMail {
  raw: Uint8Array;
  mode: ProviderMode | null;
  evidence: MailEvidence;
}

/**
 * Writes the mail to the test mailbox, proves that it is the one that was
 * meant, and stores it. Its Message-ID is named by test and step, so that a
 * second delivery is recognised.
 */
export async function writeMail(
  providers: Providers,
  context: StepContext,
  input: {
    content: SalesContent;
    data: ReportData;
    pdf: Uint8Array;
  },
  learnt: Learnt,
): Promise<WrittenMail> {
  const { content, data, pdf } = input;
  const { from, testMailbox: to } = providers.mail;
  const message_id = `<${context.executionId}.report_and_email@leadshop-testing>`;
  const mailInput = {
    content,
    report: data,
    reply_to: addressOf(from),
  };
  const envelope = { from, to, subject: content.subject, message_id };
  const service = serviceSubject(
    providers,
    'email-formatter',
    emailFormatterServiceSchema,
    context.signal,
  );
  const raw = service
    ? Buffer.from(
        (
          await service.ask({
            ...mailInput,
            ...envelope,
            attachment: {
              name: REPORT_NAME,
              content: Buffer.from(pdf).toString('base64'),
            },
          })
        ).mime,
        'base64',
      )
    : await composeMail({
        ...renderMail(mailInput),
        ...envelope,
        test_id: context.executionId,
        report: pdf,
      });
  const { html, text, checks } = await readMail(raw, {
    ...envelope,
    report: pdf,
    shows: content.body,
  });
  await Promise.all(
    [
      {
        name: 'mail.html',
        title: 'Mail (HTML)',
        type: 'text/html',
        body: html,
      },
      {
        name: 'mail.txt',
        title: 'Mail (text)',
        type: 'text/plain',
        body: text,
      },
      {
        name: 'mail.eml',
        title: 'Mail (MIME)',
        type: 'message/rfc822',
        body: raw,
      },
    ].map(({ name, title, type, body }) =>
      context.artifacts.put({
        name,
        title,
        content_type:
          typeof body === 'string' ? `${type}; charset=utf-8` : type,
        body: typeof body === 'string' ? Buffer.from(body) : body,
        personal: true,
      }),
    ),
  );
  const evidence: MailEvidence = {
    subject: service ? 'service' : 'reference',
    message_id,
    size: raw.length,
    checks,
  };
  learnt.details.mail = evidence;
  const failed = checks.filter(c => !c.passed).map(c => c.check);
  if (failed.length > 0) {
    throw new StepError(
      `The mail is not the one that was meant (${failed.join(
        ', ',
      )}); nothing was sent. Look at mail.eml`,
      { fault: 'leadshop', provider_mode: service?.mode ?? null },
    );
  }
  return { raw, mode: service?.mode ?? null, evidence };
}
