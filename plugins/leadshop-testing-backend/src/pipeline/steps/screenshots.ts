import { imageSize } from 'image-size';
import { z } from 'zod';
import {
  PipelineStep,
  Providers,
  ScreenshotRequest,
  StepContext,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { defineStep } from './definition';
import { sourceSchema } from './evidence';
import { sourceOf, warnIfStale } from './failure';
import { leadOfTest } from './lead/ofTest';
import { sideBySide } from './sideBySide';

/** The two pictures that are taken, by the name of their artifact. */
export const SCREENSHOTS = {
  desktop: {
    artifact: 'screenshot-desktop.png',
    title: 'Screenshot (desktop)',
    width: 1280,
    height: 800,
    mobile: false,
  },
  mobile: {
    artifact: 'screenshot-mobile.png',
    title: 'Screenshot (mobile)',
    width: 390,
    height: 844,
    mobile: true,
  },
} as const;
type View = keyof typeof SCREENSHOTS;

/** One picture that was taken. */
export const screenshotSchema = z.object({
  artifact: z.string(),
  width: z.int(),
  height: z.int(),
  format: z.literal('png'),
  size: z.int(),
  sha256: z.string(),
  source: sourceSchema,
});
/** Evidence of step 7. */
export const screenshotDetailsSchema = z.object({
  url: z.string(),
  desktop: screenshotSchema,
  mobile: screenshotSchema,
});
/** Evidence of step 7. */
export type ScreenshotDetails = z.infer<typeof screenshotDetailsSchema>;

const PNG_SIGNATURE = Buffer.from([
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a,
]);
/** The chunk that ends every PNG; without it the picture was cut off. */
const PNG_END = Buffer.from([
  0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
]);

/** What is wrong with bytes that should be a PNG of a size, or undefined. */
export function pictureProblem(
  bytes: Uint8Array,
  wanted: { width: number; height: number },
): string | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length === 0) return 'an empty answer';
  if (!file.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    return 'something that is not a PNG picture';
  }
  if (!file.subarray(-PNG_END.length).equals(PNG_END)) {
    return 'a picture that is cut off';
  }
  const { width, height } = imageSize(file);
  if (width !== wanted.width || height !== wanted.height) {
    return `a picture of ${width} x ${height} instead of ${wanted.width} x ${wanted.height}`;
  }
  return undefined;
}

async function takePicture(
  provider: Providers['screenshots'],
  context: StepContext,
  url: string,
  view: View,
) {
  const wanted = SCREENSHOTS[view];
  const request: ScreenshotRequest = {
    url,
    width: wanted.width,
    height: wanted.height,
    mobile: wanted.mobile,
    format: 'png',
  };
  const answer = await provider.take(request, { signal: context.signal });
  const problem = pictureProblem(answer.bytes, wanted);
  if (problem) {
    throw new StepError(
      `ScreenshotOne gave ${problem} for the ${view} screenshot; try again, and tell the vendor if it stays`,
      { fault: 'vendor', retryable: true, provider_mode: answer.mode },
    );
  }
  warnIfStale(context, `ScreenshotOne (${view})`, answer);
  const artifact = await context.artifacts.put({
    name: wanted.artifact,
    title: wanted.title,
    content_type: 'image/png',
    body: answer.bytes,
  });
  return {
    mode: answer.mode,
    seen: {
      artifact: artifact.name,
      width: wanted.width,
      height: wanted.height,
      format: 'png' as const,
      size: artifact.size,
      sha256: artifact.sha256,
      source: sourceOf(answer),
    },
  };
}

/** Step 7: what the site looks like on a desktop and on a phone. */
export function screenshotStep({
  screenshots,
}: Pick<Providers, 'screenshots'>): PipelineStep {
  return defineStep('screenshot_integration', {
    dependsOn: ['assessment_orchestrator'],
    timeoutMs: 120_000,
    attempts: 3,
    async run(context, learnt) {
      const { website_url: url } = leadOfTest(context);
      learnt.details.url = url;
      const { seen, provider_mode } = await sideBySide(
        ['desktop', 'mobile'],
        learnt,
        view => takePicture(screenshots, context, url, view),
      );
      const details: ScreenshotDetails = { url, ...seen };
      return { details, provider_mode };
    },
  });
}
