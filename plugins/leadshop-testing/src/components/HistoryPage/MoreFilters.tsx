import Button from '@material-ui/core/Button';
import InputAdornment from '@material-ui/core/InputAdornment';
import { makeStyles } from '@material-ui/core/styles';
import useAsync from 'react-use/esm/useAsync';
import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import {
  COMPONENT_SLUGS,
  COMPONENTS,
  entityRefSchema,
  FULL_PIPELINE_STEPS,
  identifierSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { userName } from '../../words';
import { CheckedField, ChoiceField } from '../FilterFields';
import type { HistoryNarrowing } from './narrowing';

const COMPONENT_OPTIONS = COMPONENT_SLUGS.map(
  slug => [slug, COMPONENTS[slug]] as const,
);
const STEP_OPTIONS = FULL_PIPELINE_STEPS.map(
  ({ step_name, step_number, title }) =>
    [step_name, `${step_number}. ${title}`] as const,
);
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(200px, 100%), 1fr))',
    alignItems: 'start',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0, 2, 2),
  },
}));

/** What narrows the list more seldom. */
export const MoreFilters = ({
  narrowing,
  onNarrow,
}: {
  narrowing: HistoryNarrowing;
  onNarrow: (change: Partial<HistoryNarrowing>) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const identity = useApi(identityApiRef);
  const me = useAsync(() => identity.getBackstageIdentity(), [identity]);
  const myName = me.value && userName(me.value.userEntityRef);
  const { user } = narrowing;
  return (
    <div className={classes.root}>
      <ChoiceField
        id="leadshop-history-component"
        label={t('history.filters.component')}
        value={narrowing.component}
        options={COMPONENT_OPTIONS}
        onChange={component => onNarrow({ component })}
      />
      <ChoiceField
        id="leadshop-history-failed-step"
        label={t('history.filters.failedStep')}
        value={narrowing.failed_step}
        options={STEP_OPTIONS}
        onChange={failed_step => onNarrow({ failed_step })}
      />
      <ChoiceField
        id="leadshop-history-mode"
        label={t('history.filters.mode')}
        value={narrowing.provider_mode}
        options={[
          ['live', t('history.row.live')],
          ['sandbox', t('history.row.sandbox')],
        ]}
        onChange={mode =>
          onNarrow({ provider_mode: mode as ProviderMode | '' })
        }
      />
      <CheckedField
        id="leadshop-history-user"
        label={t('history.filters.user')}
        placeholder={t('history.filters.userHint')}
        value={user}
        adornment={
          myName && user !== myName ? (
            <InputAdornment position="end">
              <Button size="small" onClick={() => onNarrow({ user: myName })}>
                {t('history.filters.mine')}
              </Button>
            </InputAdornment>
          ) : undefined
        }
        onChange={text => onNarrow({ user: text })}
      />
      <CheckedField
        id="leadshop-history-pipeline"
        label={t('history.filters.pipeline')}
        placeholder={t('history.filters.pipelineHint')}
        value={narrowing.test_type}
        valid={text => identifierSchema.safeParse(text).success}
        hint={t('history.filters.pipelineWrong')}
        onChange={test_type => onNarrow({ test_type })}
      />
      <CheckedField
        id="leadshop-history-entity"
        label={t('history.filters.entity')}
        placeholder={t('history.filters.entityHint')}
        value={narrowing.entity_ref}
        valid={text => entityRefSchema.safeParse(text).success}
        hint={t('history.filters.entityWrong')}
        onChange={entity_ref => onNarrow({ entity_ref })}
      />
      <CheckedField
        id="leadshop-history-lead"
        label={t('history.filters.lead')}
        value={narrowing.lead_id}
        valid={text => ID.test(text)}
        hint={t('history.filters.idWrong')}
        onChange={lead_id => onNarrow({ lead_id })}
      />
      <CheckedField
        id="leadshop-history-batch"
        label={t('history.filters.batch')}
        value={narrowing.batch_id}
        valid={text => ID.test(text)}
        hint={t('history.filters.idWrong')}
        onChange={batch_id => onNarrow({ batch_id })}
      />
    </div>
  );
};
