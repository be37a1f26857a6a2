import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import { makeStyles } from '@material-ui/core/styles';
import {
  COMPONENT_SLUGS,
  COMPONENTS,
} from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { ChoiceOf, FieldProps, TextOf } from './fields';

const useStyles = makeStyles(theme => ({
  components: {
    gridColumn: '1 / -1',
    margin: 0,
    padding: 0,
    border: 0,
    minWidth: 0,
  },
  legend: {
    padding: 0,
    fontSize: theme.typography.pxToRem(12),
    color: theme.palette.text.secondary,
  },
  boxes: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(220px, 100%), 1fr))',
  },
}));

const ComponentBoxes = ({ form, onChange }: FieldProps) => {
  const classes = useStyles();
  const t = useTexts();
  const chosen = new Set(form.components);
  return (
    <fieldset className={classes.components}>
      <legend className={classes.legend}>
        {t('alerts.form.components')} · {t('alerts.form.componentsHelp')}
      </legend>
      <div className={classes.boxes}>
        {COMPONENT_SLUGS.map(slug => (
          <FormControlLabel
            key={slug}
            control={
              <Checkbox
                color="primary"
                size="small"
                checked={chosen.has(slug)}
                onChange={(_, checked) =>
                  onChange({
                    components: COMPONENT_SLUGS.filter(one =>
                      one === slug ? checked : chosen.has(one),
                    ),
                  })
                }
              />
            }
            label={COMPONENTS[slug]}
          />
        ))}
      </div>
    </fieldset>
  );
};

const Counted = (props: FieldProps) => {
  const t = useTexts();
  return (
    <ChoiceOf
      {...props}
      name="counted"
      label={t('alerts.form.count')}
      options={[
        ['tests', t('alerts.form.perPipeline')],
        ['components', t('alerts.form.perComponent')],
      ]}
    />
  );
};

const Mode = (props: FieldProps) => {
  const t = useTexts();
  return (
    <ChoiceOf
      {...props}
      name="mode"
      label={t('alerts.form.mode')}
      options={[
        ['', t('alerts.form.modeEach')],
        ['live', t('alerts.form.modeLive')],
        ['sandbox', t('alerts.form.modeSandbox')],
      ]}
    />
  );
};

const SuccessRate = (props: FieldProps) => {
  const t = useTexts();
  return (
    <>
      <TextOf {...props} name="below" label={t('alerts.form.below')} numeric />
      <TextOf {...props} name="tests" label={t('alerts.form.tests')} numeric />
      <TextOf
        {...props}
        name="resolveAbove"
        label={t('alerts.form.resolveAbove')}
        help={t('alerts.form.resolveAboveHelp')}
        numeric
      />
      <Mode {...props} />
      <Counted {...props} />
      {props.form.counted === 'components' ? (
        <ComponentBoxes {...props} />
      ) : (
        <TextOf
          {...props}
          name="pipeline"
          label={t('alerts.form.pipeline')}
          help={t('alerts.form.pipelineHelp')}
        />
      )}
    </>
  );
};

const QueueAge = (props: FieldProps) => {
  const t = useTexts();
  return (
    <>
      <TextOf
        {...props}
        name="olderThan"
        label={t('alerts.form.olderThan')}
        numeric
      />
      <TextOf
        {...props}
        name="resolveBelow"
        label={t('alerts.form.resolveBelow')}
        help={t('alerts.form.resolveBelowHelp')}
        numeric
      />
      <ChoiceOf
        {...props}
        name="waiting"
        label={t('alerts.form.waiting')}
        options={[
          ['all', t('alerts.form.waitingAll')],
          ['single', t('alerts.form.waitingSingle')],
        ]}
      />
    </>
  );
};

const FailuresInRow = (props: FieldProps) => {
  const t = useTexts();
  return (
    <>
      <TextOf
        {...props}
        name="failures"
        label={t('alerts.form.failures')}
        numeric
      />
      <TextOf
        {...props}
        name="successes"
        label={t('alerts.form.successes')}
        help={t('alerts.form.successesHelp')}
        numeric
      />
      <Mode {...props} />
      <Counted {...props} />
      {props.form.counted === 'components' && <ComponentBoxes {...props} />}
    </>
  );
};

/** The fields of what a rule watches. */
export const ConditionFields = (props: FieldProps) => {
  switch (props.form.kind) {
    case 'component_down':
      return <ComponentBoxes {...props} />;
    case 'success_rate':
      return <SuccessRate {...props} />;
    case 'queue_age':
      return <QueueAge {...props} />;
    default:
      return <FailuresInRow {...props} />;
  }
};
