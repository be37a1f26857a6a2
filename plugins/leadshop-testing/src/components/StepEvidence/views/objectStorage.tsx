import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import type { Details } from '../Details';
import { Bar } from '../parts/Bar';
import { Block, Stack } from '../parts/Block';
import { Pairs } from '../parts/Pairs';
import { Table } from '../parts/Table';
import { YesNo } from '../parts/YesNo';
import { stepView, ViewProps } from '../stepView';

/** In the order in which they are made. */
const OPERATIONS = [
  'check_bucket',
  'put',
  'head',
  'get',
  'delete',
  'head_after_delete',
] as const;

function read(details: Details) {
  const timings = details.part('timings_ms');
  return {
    bucket: details.text('bucket'),
    key: details.text('key'),
    size: details.number('size'),
    hash: details.text('sha256'),
    verified: details.flag('verified'),
    timings: OPERATIONS.flatMap(operation => {
      const millis = timings?.number(operation);
      return millis === undefined ? [] : [{ operation, millis }];
    }),
  };
}

const ObjectStorage = ({ found }: ViewProps<ReturnType<typeof read>>) => {
  const t = useTexts();
  const { bytes, duration } = useFormats();
  const longest = Math.max(...found.timings.map(({ millis }) => millis));
  return (
    <Stack>
      <Block title={t('evidence.storage.object')}>
        <Pairs
          pairs={[
            [t('evidence.storage.bucket'), found.bucket],
            [t('evidence.storage.key'), found.key],
            [
              t('evidence.storage.size'),
              found.size === undefined ? undefined : bytes(found.size),
            ],
            [t('evidence.storage.hash'), found.hash],
            [
              t('evidence.storage.verified'),
              found.verified !== undefined && <YesNo yes={found.verified} />,
            ],
          ]}
        />
      </Block>
      {found.timings.length > 0 && (
        <Block title={t('evidence.storage.timings')}>
          <Table
            name={t('evidence.storage.timings')}
            columns={[t('evidence.storage.call'), t('evidence.storage.took')]}
            rows={found.timings.map(({ operation, millis }) => [
              t(`evidence.storage.operation.${operation}`),
              <Bar value={millis} most={longest}>
                {duration(millis)}
              </Bar>,
            ])}
          />
        </Block>
      )}
    </Stack>
  );
};

/** Step 1: the object that was stored and read back, and how long it took. */
export const objectStorage = stepView(read, ObjectStorage);
