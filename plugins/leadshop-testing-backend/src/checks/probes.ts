/* The thirteen probes: what each component is asked to show that it works. */
import { randomUUID } from 'node:crypto';
import {
  ComponentSlug,
  ProviderMode,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import {
  CallOptions,
  Checkable,
  ComponentService,
  Providers,
  StepError,
} from '@leadshop/backstage-plugin-leadshop-testing-node';
import { LeadshopTestingConfig } from '../config';
import { ReportRenderer } from '../pipeline/steps';
import { LeadStore } from '../store/LeadStore';
import {
  checkCalculator,
  checkContentRules,
  checkMail,
  checkReport,
} from './builtIn';
import { Probe } from './probe';
import { securityScraper } from './securityScraper';

/** What probes look at. */
export interface ProbeSubjects {
  providers: Providers;
  config: Pick<LeadshopTestingConfig, 'providers' | 'health'>;
  leads: LeadStore;
  roundTrip(options: CallOptions): Promise<unknown>;
  renderer: ReportRenderer;
}

/** A probe of each component; not of a provider of a module that has no check. */
export function createProbes(subjects: ProbeSubjects): Probe[] {
  const { providers, config, leads, roundTrip, renderer } = subjects;
  const { s3, pagespeed, places, screenshotone, semrush, llm } =
    config.providers;
  const { mail } = providers;
  return [
    ...vendor('s3-storage', providers.objectStore, s3.mode),
    own(providers, 'lead-data-model', () => readLead(leads)),
    own(providers, 'assessment-orchestrator', roundTrip),
    ...vendor('pagespeed-integration', providers.pagespeed, pagespeed.mode),
    securityScraper(providers.site, config),
    ...vendor('gbp-integration', providers.places, places.mode),
    ...vendor(
      'screenshotone-integration',
      providers.screenshots,
      screenshotone.mode,
    ),
    ...vendor('semrush-integration', providers.semrush, semrush.mode),
    ...vendor('llm-visual-analysis', providers.llm, llm.mode),
    own(providers, 'score-calculator', checkCalculator),
    own(providers, 'content-generator', checkContentRules),
    own(providers, 'report-builder', options => checkReport(renderer, options)),
    // It has two halves: the mail is written, and a server takes it
    {
      ...own(providers, 'email-formatter', () => checkMail(mail.from)),
      mode: mail.mode,
      async check(options) {
        await own(providers, 'email-formatter', () =>
          checkMail(mail.from),
        ).check(options);
        await mail.check?.(options);
      },
    },
  ];
}

/** A provider that a module brought may not be able to be checked. */
function vendor(
  component: ComponentSlug,
  provider: Checkable,
  mode: ProviderMode,
): Probe[] {
  if (!provider.check) return [];
  return [
    {
      component,
      mode,
      blame: 'vendor',
      check: async options => provider.check?.(options),
    },
  ];
}

/** One of LeadShop's own: the service that stands for it, or what is built in. */
function own(
  providers: Pick<Providers, 'component'>,
  component: ComponentSlug,
  builtIn: (options: CallOptions) => Promise<unknown>,
): Probe {
  const service: ComponentService | undefined = providers.component(component);
  return {
    component,
    mode: service?.mode ?? null,
    blame: 'leadshop',
    check: async options =>
      service?.check ? service.check(options) : builtIn(options),
  };
}

/** Reads a lead that is not there, the way that every lead is read. */
async function readLead(leads: LeadStore): Promise<void> {
  try {
    await leads.find(randomUUID());
  } catch (error) {
    const { code } = error as { code?: unknown };
    throw new StepError(
      `The database did not answer for leads (${
        typeof code === 'string' ? code : 'connection lost'
      }); check the database and the migrations of this plugin`,
      { fault: 'leadshop', cause: error },
    );
  }
}
