/* The cells, in the order in which a full run plays them. */
import { Chance } from '../support/chance';
import { CellResult } from '../support/underLoad';
import { Stage } from '../support/Stage';
import { killed } from './killed';
import { postgresRestarted } from './postgresRestarted';
import { connectionsTerminated } from './connectionsTerminated';
import { poolExhausted } from './poolExhausted';
import { loopBlocked } from './loopBlocked';
import { diskFull } from './diskFull';
import { clockJumps } from './clockJumps';
import { vendorFaults } from './vendorFaults';
import { socketsCut } from './socketsCut';
import { poisonJob } from './poisonJob';

/** What a cell gets. */
export interface CellContext {
  stage: Stage;
  chance: Chance;
  /** Breaks things less often: for a look whether a cell works at all. */
  short: boolean;
  /** How often it breaks what it breaks several times. */
  times: (usual: number, short: number) => number;
}

/** One way to break the system, and what became of it. */
export type Cell = (context: CellContext) => Promise<CellResult>;

/** All cells by name. */
export const CELLS: Record<string, Cell> = {
  'postgres-restarted': postgresRestarted,
  'connections-terminated': connectionsTerminated,
  'pool-exhausted': poolExhausted,
  'loop-blocked': loopBlocked,
  'clock-jumps': clockJumps,
  'disk-full': diskFull,
  'sockets-cut': socketsCut,
  'vendor-faults': vendorFaults,
  'poison-job': poisonJob,
  killed,
};
