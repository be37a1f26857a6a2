import { useFormats } from '../../../formats';
import { Translate, useTexts } from '../../../translation';
import { labelOf } from '../../Evidence';
import type { Details } from '../Details';
import { Block } from './Block';
import { Pairs } from './Pairs';
import { Table } from './Table';
import { YesNo } from './YesNo';

type Value = string | number | boolean | undefined;

interface Compared {
  field: string;
  reference: Value;
  service: Value;
  tolerance: number;
  within: boolean;
}

/** What was tested, and how it compares with the reference. */
export interface Subject {
  name: 'reference' | 'service' | undefined;
  compared: Compared[];
}

export function readSubject(details: Details): Subject {
  const name = details.text('subject');
  return {
    name: name === 'reference' || name === 'service' ? name : undefined,
    compared: (details.list('comparison') ?? []).map(one => ({
      field: one.text('field') ?? '–',
      reference: one.plain('reference'),
      service: one.plain('service'),
      tolerance: one.number('tolerance') ?? 0,
      within: one.flag('within') ?? false,
    })),
  };
}

/** The subject as a term and its value, beside other pairs. */
export function subjectPair(t: Translate, { name }: Subject) {
  return [
    t('evidence.subject.term'),
    name && t(`evidence.subject.${name}`),
  ] as const;
}

/** How a LeadShop service compares with the reference, where one was tested. */
export const Comparison = ({ subject }: { subject: Subject }) => {
  const t = useTexts();
  const { number } = useFormats();
  const write = (value: Value) => {
    if (typeof value === 'boolean') {
      return t(value ? 'evidence.yes' : 'evidence.no');
    }
    return typeof value === 'number' ? number(value) : value || '–';
  };
  return subject.compared.length === 0 ? null : (
    <Block title={t('evidence.subject.comparison')}>
      <Table
        name={t('evidence.subject.comparison')}
        columns={[
          t('evidence.subject.field'),
          t('evidence.subject.inReference'),
          t('evidence.subject.inService'),
          { title: t('evidence.subject.tolerance'), number: true },
          t('evidence.subject.within'),
        ]}
        rows={subject.compared.map(one => [
          labelOf(one.field),
          write(one.reference),
          write(one.service),
          number(one.tolerance),
          <YesNo yes={one.within} />,
        ])}
      />
    </Block>
  );
};

/** The subject alone, for steps that have no other facts to put it to. */
export const SubjectFact = ({ subject }: { subject: Subject }) => {
  const t = useTexts();
  return <Pairs pairs={[subjectPair(t, subject)]} />;
};
