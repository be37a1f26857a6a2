import { useTexts } from '../../../translation';
import { Findings, labelOf } from '../../Evidence';
import type { Details } from '../Details';
import { Block, Stack } from '../parts/Block';
import { HiddenNote } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { Comparison, readSubject, subjectPair } from '../parts/Subject';
import { Table } from '../parts/Table';
import { YesNo } from '../parts/YesNo';
import { stepView, ViewProps } from '../stepView';

type Value = string | number | boolean | undefined;

interface Field {
  name: string;
  personal: boolean;
  present: boolean;
  changed: boolean;
  given: Value;
  normalised: Value;
}

function readFields(details: Details): Field[] {
  const kept = new Map(
    (details.part('personal')?.list('personal_fields') ?? []).map(one => [
      one.text('field'),
      { given: one.plain('given'), normalised: one.plain('normalised') },
    ]),
  );
  return (details.list('fields') ?? []).map(one => {
    const name = one.text('field') ?? '–';
    const personal = kept.get(name);
    return {
      name,
      personal: one.flag('personal') ?? false,
      present: one.flag('present') ?? false,
      changed: one.flag('changed') ?? false,
      given: personal?.given ?? one.plain('given'),
      normalised: personal?.normalised ?? one.plain('normalised'),
    };
  });
}

function readStorage(details: Details) {
  const storage = details.part('storage');
  return (
    storage && {
      inserted: storage.flag('inserted'),
      readBack: storage.flag('read_back_equal'),
      version: storage.number('updated_to_version'),
      staleRefused: storage.flag('stale_update_refused'),
      rolledBack: storage.flag('rolled_back'),
      probes: (storage.list('constraint_probes') ?? []).map(probe => ({
        name: probe.text('probe') ?? '–',
        refused: probe.flag('refused') ?? false,
        code: probe.text('sqlstate'),
      })),
    }
  );
}

function read(details: Details) {
  return {
    subject: readSubject(details),
    fields: readFields(details),
    problems: (details.list('problems') ?? []).map(problem => ({
      severity: problem.text('severity') ?? 'info',
      title: `${labelOf(problem.text('field') ?? '')}: ${
        problem.text('message') ?? '–'
      }`,
    })),
    domain: details.text('registrable_domain'),
    storage: readStorage(details),
  };
}

const FieldTable = ({
  fields,
  hidden,
}: {
  fields: Field[];
  hidden: boolean;
}) => {
  const t = useTexts();
  const valueOf = (field: Field, value: Value) => {
    if (value !== undefined) {
      return String(value);
    }
    return hidden && field.personal && field.present
      ? t('evidence.hiddenValue')
      : '–';
  };
  const outcomeOf = ({ present, changed }: Field) => {
    if (!present) {
      return t('evidence.lead.absent');
    }
    return t(changed ? 'evidence.lead.changed' : 'evidence.lead.same');
  };
  return (
    <Table
      name={t('evidence.lead.normalisation')}
      columns={[
        t('evidence.lead.field'),
        { title: t('evidence.lead.given'), breaks: true },
        { title: t('evidence.lead.normalised'), breaks: true },
        t('evidence.lead.outcome'),
      ]}
      rows={fields.map(field => [
        labelOf(field.name),
        valueOf(field, field.given),
        <>
          <span aria-hidden>→ </span>
          {valueOf(field, field.normalised)}
        </>,
        field.changed ? <strong>{outcomeOf(field)}</strong> : outcomeOf(field),
      ])}
    />
  );
};

const LeadData = ({ found, test }: ViewProps<ReturnType<typeof read>>) => {
  const t = useTexts();
  const { fields, problems, storage } = found;
  const hidden = test.personal_data_hidden;
  const probes: (readonly [string, boolean | undefined, string?])[] = storage
    ? [
        [t('evidence.lead.inserted'), storage.inserted],
        [t('evidence.lead.readBack'), storage.readBack],
        [
          t('evidence.lead.updated', { version: String(storage.version) }),
          storage.version === undefined ? undefined : true,
        ],
        [t('evidence.lead.staleRefused'), storage.staleRefused],
        [t('evidence.lead.rolledBack'), storage.rolledBack],
        ...storage.probes.map(
          ({ name, refused, code }) =>
            [
              t('evidence.lead.refuses', { what: labelOf(name) }),
              refused,
              code && t('evidence.lead.code', { code }),
            ] as const,
        ),
      ]
    : [];
  return (
    <Stack>
      {problems.length > 0 && (
        <Block title={t('evidence.lead.problems')}>
          <Findings findings={problems} />
        </Block>
      )}
      {fields.length > 0 && (
        <Block title={t('evidence.lead.normalisation')}>
          <FieldTable fields={fields} hidden={hidden} />
        </Block>
      )}
      {hidden && <HiddenNote what={t('evidence.lead.personal')} />}
      <Pairs
        pairs={[
          subjectPair(t, found.subject),
          [t('evidence.lead.domain'), found.domain],
        ]}
      />
      <Comparison subject={found.subject} />
      {storage && (
        <Block title={t('evidence.lead.probes')}>
          <Table
            name={t('evidence.lead.probes')}
            columns={[t('evidence.lead.probe'), t('evidence.lead.result')]}
            rows={probes.flatMap(([name, passed, more]) =>
              passed === undefined
                ? []
                : [
                    [
                      name,
                      <>
                        <YesNo yes={passed} /> {more}
                      </>,
                    ],
                  ],
            )}
          />
        </Block>
      )}
    </Stack>
  );
};

/** Step 2: what became of each field, and what the database does with it. */
export const leadData = stepView(read, LeadData);
