import { makeStyles } from '@material-ui/core/styles';
import {
  auditActionSchema,
  auditOutcomeSchema,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { FilterBar } from '../../FilterBar';
import { CheckedField, ChoiceField, DayField } from '../../FilterFields';
import { StatusToggles } from '../../StatusFilter';
import { lookOfOutcome, OUTCOME_LOOKS } from './outcomeLook';
import type { AuditNarrowing } from './useAuditAddress';

const useStyles = makeStyles(theme => ({
  action: { flex: '0 1 240px', minWidth: 180 },
  seldom: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(200px, 100%), 1fr))',
    alignItems: 'start',
    gap: theme.spacing(1.5),
    padding: theme.spacing(0, 2, 2),
  },
}));

/** What narrows the audit trail. */
export const AuditFilters = ({
  narrowing,
  narrowed,
  onNarrow,
  onClear,
}: {
  narrowing: AuditNarrowing;
  narrowed: boolean;
  onNarrow: (change: Partial<AuditNarrowing>) => void;
  onClear: () => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { target_type, target_id, request_id, from, to } = narrowing;
  const set = [target_type, target_id, request_id, from, to].filter(Boolean);
  return (
    <FilterBar
      label={t('admin.audit.filters')}
      search={{
        id: 'leadshop-audit-actor',
        label: t('admin.audit.who'),
        value: narrowing.actor,
        onSearch: actor => onNarrow({ actor }),
      }}
      often={
        <>
          <ChoiceField
            id="leadshop-audit-action"
            className={classes.action}
            label={t('admin.audit.what')}
            value={narrowing.action}
            options={auditActionSchema.options.map(action => [
              action,
              t(`admin.audit.action.${action}`),
            ])}
            onChange={action => onNarrow({ action })}
          />
          <StatusToggles
            options={auditOutcomeSchema.options.map(lookOfOutcome)}
            chosen={narrowing.outcome.map(lookOfOutcome)}
            textOf={look => t(`admin.audit.outcome.${OUTCOME_LOOKS[look]}`)}
            onChoose={looks =>
              onNarrow({ outcome: looks.map(look => OUTCOME_LOOKS[look]) })
            }
          />
        </>
      }
      seldom={
        <div className={classes.seldom}>
          <DayField
            id="leadshop-audit-from"
            label={t('admin.audit.from')}
            value={from}
            max={to}
            onChange={day => onNarrow({ from: day })}
          />
          <DayField
            id="leadshop-audit-to"
            label={t('admin.audit.to')}
            value={to}
            min={from}
            onChange={day => onNarrow({ to: day })}
          />
          <CheckedField
            id="leadshop-audit-target-type"
            label={t('admin.audit.targetType')}
            placeholder={t('admin.audit.targetTypeHint')}
            value={target_type}
            onChange={text => onNarrow({ target_type: text })}
          />
          <CheckedField
            id="leadshop-audit-target-id"
            label={t('admin.audit.targetId')}
            value={target_id}
            onChange={text => onNarrow({ target_id: text })}
          />
          <CheckedField
            id="leadshop-audit-request"
            label={t('admin.audit.request')}
            value={request_id}
            onChange={text => onNarrow({ request_id: text })}
          />
        </div>
      }
      seldomSet={set.length}
      openAtFirst={set.length > 0}
      narrowed={narrowed}
      onClear={onClear}
    />
  );
};
