import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  StepContext,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { FullPipelineDeps } from '../definition';
import { evidenceOf } from '../evidence';
import { SCREENSHOTS, screenshotDetailsSchema } from '../screenshots';
import { serviceSubject } from '../subject';
import { REPORT_NAME } from './mime';
import { reportDocument } from './pdfDocument';
import { PdfDocument } from './pdfNodes';
import { hasUnshownCharacters, reportProblem } from './readBack';
import { ReportRenderer } from './renderer';
import { ReportData } from './reportData';

/** What is kept of the report. */
export const reportEvidenceSchema = z.object({
  subject: z.enum(['reference', 'service']),
  artifact: z.string(),
  pages: z.int().min(1),
  size: z.int(),
  sha256: z.string(),
  duration_ms: z.number(),
});
/** What a report service answers. */
export const reportBuilderServiceSchema = z.object({ pdf: z.base64() });

type Deps = Pick<FullPipelineDeps, 'providers' | 'renderer'>;

/** A report that was made, read back and stored. */
export interface BuiltReport {
  pdf: Uint8Array;
  mode: ProviderMode | null;
  evidence: z.infer<typeof reportEvidenceSchema>;
}

async function screenshotOf(context: StepContext) {
  const taken = evidenceOf(
    context,
    'screenshot_integration',
    screenshotDetailsSchema,
  );
  if (!taken.details) {
    context.warn(`The report has no screenshot: ${taken.missing}`);
    return undefined;
  }
  return context.artifacts.get(SCREENSHOTS.desktop.artifact);
}

async function render(
  renderer: ReportRenderer,
  document: PdfDocument,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    return await renderer.render(document, { signal });
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    throw new StepError(`The PDF report could not be made: ${why}`, {
      fault: 'leadshop',
      // The thread may have been too busy, or gone
      retryable: true,
      cause: error,
    });
  }
}

/** Makes the report, proves that it can be read, and stores it. */
export async function buildReport(
  { providers, renderer }: Deps,
  context: StepContext,
  data: ReportData,
): Promise<BuiltReport> {
  const { signal } = context;
  const service = serviceSubject(
    providers,
    'report-builder',
    reportBuilderServiceSchema,
    signal,
  );
  const start = performance.now();
  const screenshot = await screenshotOf(context);
  const pdf = service
    ? Buffer.from(
        (
          await service.ask({
            report: data,
            screenshot: screenshot
              ? Buffer.from(screenshot).toString('base64')
              : null,
          })
        ).pdf,
        'base64',
      )
    : await render(renderer, reportDocument(data, screenshot), signal);
  const wrong = (problem: string, cause?: unknown) =>
    new StepError(
      `The PDF report is not right: ${problem}; look at ${
        service ? 'the service of report-builder' : 'the report builder'
      }`,
      { fault: 'leadshop', provider_mode: service?.mode ?? null, cause },
    );
  const read = await renderer.inspect(pdf, { signal }).catch(error => {
    signal.throwIfAborted();
    throw wrong('it cannot be read', error);
  });
  const problem = reportProblem(read, data);
  if (problem) throw wrong(problem);
  if (!service && hasUnshownCharacters(data.business_name)) {
    context.warn(
      'The font of the report has no signs for some characters of the business name',
    );
  }
  const artifact = await context.artifacts.put({
    name: REPORT_NAME,
    title: 'Report (PDF)',
    content_type: 'application/pdf',
    body: pdf,
  });
  return {
    pdf,
    mode: service?.mode ?? null,
    evidence: {
      subject: service ? 'service' : 'reference',
      artifact: artifact.name,
      pages: read.pages,
      size: pdf.length,
      sha256: createHash('sha256').update(pdf).digest('hex'),
      duration_ms: Math.round(performance.now() - start),
    },
  };
}
