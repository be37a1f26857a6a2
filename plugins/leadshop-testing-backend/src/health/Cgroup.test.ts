import { availableParallelism, totalmem } from 'node:os';
import { createMockDirectory } from '@backstage/backend-test-utils';
import { Cgroup } from './Cgroup';
import { ProcessUsage, usable } from './processUsage';

const GIB = 1024 ** 3;
const machine = createMockDirectory();

const readWith = (files: Record<string, string>) => {
  machine.setContent(files);
  return new Cgroup(machine.path).read();
};

const V2 = 'sys/fs/cgroup';
const OWN = `${V2}/pods/api`;
const USED = {
  [`${OWN}/cgroup.controllers`]: 'cpu memory\n',
  [`${OWN}/cpu.stat`]: 'usage_usec 2000000\nuser_usec 1500000\n',
  [`${OWN}/memory.current`]: `${GIB}\n`,
  [`${OWN}/memory.stat`]: `anon 5\ninactive_file ${GIB / 4}\n`,
};

it.each<[string, Record<string, string>, object]>([
  [
    'version 2 with limits of its own',
    {
      'proc/self/cgroup': '0::/pods/api\n',
      ...USED,
      [`${OWN}/cpu.max`]: '150000 100000\n',
      [`${OWN}/memory.max`]: `${2 * GIB}\n`,
    },
    {
      cpuLimit: 1.5,
      cpuTime: 2_000_000_000n,
      memoryLimit: 2 * GIB,
      memoryUsed: 0.75 * GIB,
    },
  ],
  [
    'version 2 with a tighter limit above it',
    {
      'proc/self/cgroup': '0::/pods/api\n',
      ...USED,
      [`${OWN}/cpu.max`]: 'max 100000\n',
      [`${OWN}/memory.max`]: `${2 * GIB}\n`,
      [`${V2}/pods/cpu.max`]: '50000 100000\n',
      [`${V2}/pods/memory.max`]: `${GIB}\n`,
    },
    { cpuLimit: 0.5, memoryLimit: GIB },
  ],
  [
    'version 2 seen from inside, where the path of the host does not exist',
    {
      'proc/self/cgroup': '0::/kubepods/elsewhere\n',
      [`${V2}/cgroup.controllers`]: 'cpu memory\n',
      [`${V2}/cpu.max`]: '200000 100000\n',
      [`${V2}/cpu.stat`]: 'usage_usec 7\n',
      [`${V2}/memory.max`]: 'max\n',
      [`${V2}/memory.current`]: '4096\n',
    },
    { cpuLimit: 2, cpuTime: 7_000n, memoryLimit: null, memoryUsed: 4096 },
  ],
  [
    'version 1',
    {
      'proc/self/cgroup':
        '4:memory:/pod\n2:cpuacct,cpu:/pod\n1:name=systemd:/\n0::/\n',
      'sys/fs/cgroup/memory/pod/memory.usage_in_bytes': '1000\n',
      'sys/fs/cgroup/memory/pod/memory.limit_in_bytes': '4000\n',
      'sys/fs/cgroup/memory/pod/memory.stat': 'total_inactive_file 100\n',
      'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      'sys/fs/cgroup/cpu/pod/cpu.cfs_quota_us': '25000\n',
      'sys/fs/cgroup/cpu/pod/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
      'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      'sys/fs/cgroup/cpuacct/pod/cpuacct.usage': '123\n',
    },
    { cpuLimit: 0.25, cpuTime: 123n, memoryLimit: 4000, memoryUsed: 900 },
  ],
  [
    'a machine without control groups',
    {},
    { cpuLimit: null, cpuTime: null, memoryLimit: null, memoryUsed: null },
  ],
])('reads %s', (_, files, expected) => {
  expect(readWith(files)).toMatchObject(expected);
});

it('measures against the limit of the container, and against the machine without one', () => {
  const limits = { cpuTime: null, memoryUsed: null };
  expect(usable({ ...limits, cpuLimit: 0.5, memoryLimit: 1000 })).toEqual({
    cpus: 0.5,
    memory: 1000,
  });
  const machineItself = {
    cpus: availableParallelism(),
    memory: totalmem(),
  };
  expect(usable({ ...limits, cpuLimit: null, memoryLimit: null })).toEqual(
    machineItself,
  );
  expect(
    usable({ ...limits, cpuLimit: 1e6, memoryLimit: totalmem() * 2 }),
  ).toEqual(machineItself);
});

it('tells the memory of the container in percent of its limit', () => {
  machine.setContent({
    'proc/self/cgroup': '0::/pods/api\n',
    ...USED,
    [`${OWN}/memory.max`]: `${totalmem() > 4 * GIB ? 3 * GIB : GIB}\n`,
  });
  const usage = new ProcessUsage(new Cgroup(machine.path)).read();
  expect([25, 75]).toContain(usage.container_memory_usage);
  expect(usage.memory_bytes).toBeGreaterThan(0);
});
