/*
 * The room of leads: stored, searched, changed one by one or many at once, read
 * from files (import/) and written to them (export/), and erased.
 */
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { LeadshopTestingConfig } from '../config';
import { BulkEdits } from '../store/BulkEdits';
import { ImportList } from '../store/ImportList';
import { ImportStore } from '../store/ImportStore';
import { JourneyStore } from '../store/journey';
import { LeadDossierStore } from '../store/LeadDossier';
import { LeadErasure } from '../store/LeadErasure';
import { LeadList } from '../store/LeadList';
import { LeadSearch } from '../store/LeadSearch';
import { LeadStore } from '../store/LeadStore';
import { LeadExport } from './export/LeadExport';
import { ImportDesk } from './import/ImportDesk';
import { UploadFolder } from './import/upload';
import { LeadDesk } from './LeadDesk';

/** What the room needs. */
export interface LeadsOptions {
  knex: Knex;
  config: Pick<LeadshopTestingConfig, 'import'>;
  logger: LoggerService;
  /** For so long, tests of an erased lead may still write. */
  stragglersMs: number;
  workerId: () => string;
  onChange: () => void;
}

/** Sets the room up. */
export function createLeads(options: LeadsOptions) {
  const { knex, config, logger, onChange } = options;
  const leads = new LeadStore(knex);
  const search = new LeadSearch({ knex, logger });
  const importStore = new ImportStore(knex);
  const importList = new ImportList(knex);
  const erasure = new LeadErasure(options);
  const imports = new ImportDesk({
    knex,
    imports: importStore,
    list: importList,
    limits: config.import,
    folder: new UploadFolder({ logger, shared: config.import.folder }),
    workerId: options.workerId,
    logger,
    onChange,
    onStored: () => search.wake(),
  });
  return {
    importStore,
    /** What routes call. */
    desks: {
      leads,
      leadList: new LeadList(knex),
      leadDesk: new LeadDesk({ knex, leads }),
      journeys: new JourneyStore(knex),
      dossiers: new LeadDossierStore(knex),
      erasure,
      bulkEdits: new BulkEdits({
        knex,
        erasure,
        onChange,
        onStaleSearch: () => search.wake(),
      }),
      leadExport: new LeadExport({ knex, logger }),
      imports,
      importList,
    },
    /** @param works - it also does what one replica does for all */
    async start(scheduler: SchedulerService, works: boolean): Promise<void> {
      await imports.start();
      if (works) await search.start(scheduler);
    },
    async stop(): Promise<void> {
      await imports.stop();
      await search.stop();
    },
  };
}
