import { SalesContent } from '../content/checks';
import { Markup, markup } from './markup';
import { inWords, ReportData } from './reportData';

/** What the mail is made from; also what a mail service is given. */
export interface MailInput {
  content: SalesContent;
  report: Pick<
    ReportData,
    'test_id' | 'business_name' | 'score' | 'tier' | 'contributions'
  >;
  /** Where replies and opt-outs go. */
  reply_to: string;
}

/** The two forms of the mail. */
export interface MailBodies {
  html: string;
  text: string;
}

function paragraphs(body: string): string[] {
  return body
    .split(/\n\s*\n|\n/)
    .map(paragraph => paragraph.trim())
    .filter(Boolean);
}

const OPT_OUT =
  'This mail was written from what anybody can see of your web site. If you do not want another one, reply with the word "unsubscribe".';

function barRow({ part, value }: ReportData['contributions'][number]): Markup {
  const width = Math.round(Math.min(100, Math.max(0, value)));
  return markup`<tr>
<td style="padding:4px 8px 4px 0;width:45%">${inWords(part)}</td>
<td style="padding:4px 0"><div style="background:#e0e0e0;border-radius:4px"><div style="background:#1565c0;border-radius:4px;height:10px;width:${width}%"></div></div></td>
<td style="padding:4px 0 4px 8px;text-align:right;width:44px">${width}</td>
</tr>`;
}

function htmlOf(input: MailInput): string {
  const { content, report } = input;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${content.subject}</title>
<style>@media (max-width:480px){.card{padding:16px !important}}</style>
</head>
<body style="margin:0;background:#f5f5f5;color:#212121;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5">
<div style="display:none;max-height:0;overflow:hidden">${content.preview}</div>
<div class="card" style="max-width:600px;margin:0 auto;padding:32px;background:#ffffff">
${paragraphs(content.body).map(paragraph => markup`<p>${paragraph}</p>\n`)}
<h2 style="font-size:18px">${report.business_name}: ${
    report.score
  } of 100, tier ${report.tier}</h2>
<table role="presentation" style="width:100%;border-collapse:collapse;font-size:14px">
${report.contributions.map(barRow)}
</table>
<p>The whole report is attached as a PDF.</p>
<p style="color:#616161;font-size:12px">${OPT_OUT} Reply to <a href="mailto:${
    input.reply_to
  }" style="color:#616161">${input.reply_to}</a>. Reference: ${
    report.test_id
  }</p>
</div>
</body>
</html>
`.toString();
}

function textOf(input: MailInput): string {
  const { content, report } = input;
  return [
    ...paragraphs(content.body),
    `${report.business_name}: ${report.score} of 100, tier ${report.tier}`,
    report.contributions
      .map(c => `- ${inWords(c.part)}: ${Math.round(c.value)}`)
      .join('\n'),
    'The whole report is attached as a PDF.',
    `${OPT_OUT} Reply to ${input.reply_to}. Reference: ${report.test_id}`,
  ].join('\n\n');
}

/** Writes the mail in both forms; everything that goes in is escaped. */
export function renderMail(input: MailInput): MailBodies {
  return { html: htmlOf(input), text: textOf(input) };
}
