import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { labelOf } from '../../Evidence';
import type { Details } from '../Details';
import { Bar } from '../parts/Bar';
import { Block, Stack } from '../parts/Block';
import { Gauges } from '../parts/Gauge';
import { HiddenNote, Note } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { readSource, SourceNote } from '../parts/Source';
import { Stars } from '../parts/Stars';
import { Table } from '../parts/Table';
import { WebLink } from '../parts/WebLink';
import { stepView, ViewProps } from '../stepView';

function readSigns(details: Details | undefined) {
  const signs = details?.part('signs');
  return {
    name: signs?.number('name'),
    site: signs?.number('site'),
    place: signs?.number('place'),
  };
}

function readPlace(details: Details) {
  const place = details.part('place');
  return (
    place && {
      id: place.text('id'),
      name: place.text('name'),
      address: place.text('address'),
      website: place.text('website'),
      rating: place.number('rating'),
      reviews: place.number('review_count'),
      status: place.text('business_status'),
      types: place.texts('types') ?? [],
      hours: place.texts('opening_hours') ?? [],
      hasPhotos: place.flag('has_photos'),
      hasPhone: place.flag('has_phone'),
    }
  );
}

function read(details: Details) {
  return {
    query: details.text('query'),
    matched: details.flag('matched'),
    place: readPlace(details),
    phone: details.part('personal')?.text('place_phone'),
    confidence: details.number('confidence'),
    threshold: details.number('threshold'),
    formula: details.text('formula'),
    signs: readSigns(details),
    completeness: details.number('completeness'),
    missing: details.texts('missing') ?? [],
    candidates: (details.list('candidates') ?? []).map(one => ({
      name: one.text('name') ?? '–',
      confidence: one.number('confidence') ?? 0,
      signs: readSigns(one),
    })),
    source: readSource(details),
  };
}
type Found = ReturnType<typeof read>;

const Place = ({ found, hidden }: { found: Found; hidden: boolean }) => {
  const t = useTexts();
  const { place, phone } = found;
  if (!place) {
    return null;
  }
  const yesNo = (value: boolean | undefined) =>
    value === undefined ? undefined : t(value ? 'evidence.yes' : 'evidence.no');
  return (
    <Pairs
      pairs={[
        [t('evidence.place.name'), place.name],
        [
          t('evidence.place.rating'),
          <>
            {place.rating === undefined ? (
              t('evidence.place.noRating')
            ) : (
              <Stars rating={place.rating} />
            )}
            {place.reviews !== undefined &&
              ` · ${t('evidence.place.reviews', { count: place.reviews })}`}
          </>,
        ],
        [t('evidence.place.address'), place.address],
        [
          t('evidence.place.website'),
          place.website && <WebLink address={place.website} />,
        ],
        [
          t('evidence.place.phone'),
          phone ??
            (hidden && place.hasPhone ? (
              <HiddenNote what={t('evidence.place.phone')} />
            ) : (
              yesNo(place.hasPhone)
            )),
        ],
        [
          t('evidence.place.status'),
          place.status && labelOf(place.status.toLowerCase()),
        ],
        [
          t('evidence.place.hours'),
          place.hours.length > 0 &&
            place.hours.map(day => <div key={day}>{day}</div>),
        ],
        [t('evidence.place.photos'), yesNo(place.hasPhotos)],
        [t('evidence.place.types'), place.types.map(labelOf).join(', ')],
        [t('evidence.place.id'), place.id],
      ]}
    />
  );
};

const BusinessProfile = ({ found, test }: ViewProps<Found>) => {
  const t = useTexts();
  const { percent, number } = useFormats();
  const { confidence, threshold, completeness, candidates } = found;
  const share = (value: number | undefined) =>
    value === undefined ? '–' : percent(value * 100, 0);
  return (
    <Stack>
      {found.matched !== undefined && (
        <Block title={t('evidence.place.match')}>
          {found.matched ? (
            <Place found={found} hidden={test.personal_data_hidden} />
          ) : (
            <Note>{t('evidence.place.noMatch')}</Note>
          )}
        </Block>
      )}
      {completeness !== undefined && (
        <Block title={t('evidence.place.completeness')}>
          <Gauges gauges={[[t('evidence.place.completeness'), completeness]]} />
          <Pairs
            pairs={[
              [
                t('evidence.place.missing'),
                found.missing.map(labelOf).join(', ') || t('evidence.none'),
              ],
            ]}
          />
        </Block>
      )}
      {confidence !== undefined && (
        <Block title={t('evidence.place.confidence')} help={found.formula}>
          <Bar value={confidence} most={1}>
            {threshold === undefined
              ? share(confidence)
              : t('evidence.place.confidenceOf', {
                  confidence: number(Math.round(confidence * 100)),
                  threshold: number(Math.round(threshold * 100)),
                })}
          </Bar>
          {t('evidence.place.signs', {
            name: share(found.signs.name),
            site: share(found.signs.site),
            place: share(found.signs.place),
          })}
        </Block>
      )}
      {candidates.length > 0 && (
        <Block title={t('evidence.place.candidates')}>
          <Table
            name={t('evidence.place.candidates')}
            columns={[
              t('evidence.place.candidate'),
              { title: t('evidence.place.confidence'), number: true },
              { title: t('evidence.place.signName'), number: true },
              { title: t('evidence.place.signSite'), number: true },
              { title: t('evidence.place.signPlace'), number: true },
            ]}
            rows={candidates.map(one => [
              one.name,
              share(one.confidence),
              share(one.signs.name),
              share(one.signs.site),
              share(one.signs.place),
            ])}
          />
        </Block>
      )}
      <Pairs pairs={[[t('evidence.place.query'), found.query]]} />
      <SourceNote source={found.source} />
    </Stack>
  );
};

/** Step 6: the business profile that is the lead's, and how sure that is. */
export const businessProfile = stepView(read, BusinessProfile);
