import { makeStyles } from '@material-ui/core/styles';
import type { Artifact } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import {
  ArtifactPreview,
  DownloadButton,
  kindOf,
  StepArtifacts,
} from '../../Artifacts';
import { labelOf } from '../../Evidence';
import { Bar } from '../parts/Bar';
import { Block, Stack } from '../parts/Block';
import { HiddenNote, Note } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { subjectPair } from '../parts/Subject';
import { Table } from '../parts/Table';
import { YesNo } from '../parts/YesNo';
import { stepView, ViewProps } from '../stepView';
import { isMessage, MailPreview } from './MailPreview';
import { MAIL_CHECKS, readReportAndMail, ReportAndMailFound } from './mailRead';

const useStyles = makeStyles(theme => ({
  report: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
    '& > :first-child': { width: '100%' },
  },
}));

type PartProps = ViewProps<ReportAndMailFound>;

const Report = ({ found: { report }, test, step }: PartProps) => {
  const classes = useStyles();
  const t = useTexts();
  const { bytes, duration } = useFormats();
  const file = step.artifacts.find(one => kindOf(one) === 'pdf');
  if (!report && !file) {
    return null;
  }
  return (
    <Block
      title={t('evidence.mail.report')}
      help={
        report?.pages !== undefined &&
        t('evidence.mail.reportFacts', {
          count: report.pages,
          size: report.size === undefined ? '–' : bytes(report.size),
        })
      }
    >
      {file && (
        <div className={classes.report}>
          <ArtifactPreview testId={test.id} artifact={file} />
          <DownloadButton testId={test.id} artifact={file} />
        </div>
      )}
      {report && (
        <Pairs
          pairs={[
            subjectPair(t, report.subject),
            [
              t('evidence.mail.took'),
              report.took === undefined ? undefined : duration(report.took),
            ],
            [t('evidence.storage.hash'), report.hash],
          ]}
        />
      )}
    </Block>
  );
};

const isMail = (file: Artifact) =>
  ['html', 'text'].includes(kindOf(file)) || isMessage(file);

const Mail = ({ found: { mail }, test, step }: PartProps) => {
  const t = useTexts();
  const { bytes } = useFormats();
  const files = step.artifacts.filter(isMail);
  const hidden = test.personal_data_hidden && files.length === 0;
  if (!mail && files.length === 0) {
    return null;
  }
  const checkName = (check: string) => {
    const known = MAIL_CHECKS.find(name => name === check);
    return known ? t(`evidence.mail.checkNames.${known}`) : labelOf(check);
  };
  return (
    <>
      <Block title={t('evidence.mail.mail')}>
        {files.length > 0 && <MailPreview testId={test.id} files={files} />}
        {hidden && <HiddenNote what={t('evidence.mail.hiddenWhat')} />}
      </Block>
      {mail && (
        <Block title={t('evidence.mail.checks')}>
          {mail.checks.length > 0 && (
            <Table
              name={t('evidence.mail.checks')}
              columns={[t('evidence.mail.check'), t('evidence.mail.passed')]}
              rows={mail.checks.map(({ check, passed }) => [
                checkName(check),
                <YesNo yes={passed} />,
              ])}
            />
          )}
          <Pairs
            pairs={[
              subjectPair(t, mail.subject),
              [
                t('evidence.storage.size'),
                mail.size === undefined ? undefined : bytes(mail.size),
              ],
              [t('evidence.mail.messageId'), mail.messageId],
            ]}
          />
        </Block>
      )}
    </>
  );
};

const Spam = ({ found: { spam } }: { found: ReportAndMailFound }) => {
  const t = useTexts();
  const { number } = useFormats();
  if (!spam) {
    return null;
  }
  const { score, limit } = spam;
  return (
    <Block title={t('evidence.mail.spam')}>
      <Pairs
        pairs={[
          [
            t('evidence.mail.spamScore'),
            score === undefined ? undefined : (
              <Bar value={score} most={limit ?? score}>
                {limit === undefined
                  ? number(score)
                  : t('evidence.mail.spamOf', {
                      score: number(score),
                      limit: number(limit),
                    })}
              </Bar>
            ),
          ],
          [t('evidence.mail.spamEngine'), spam.engine],
        ]}
      />
      {spam.rules.length === 0 ? (
        <Note>{t('evidence.mail.noRules')}</Note>
      ) : (
        <Table
          name={t('evidence.mail.spam')}
          columns={[
            t('evidence.mail.rule'),
            { title: t('evidence.mail.points'), number: true },
            t('evidence.mail.description'),
          ]}
          rows={spam.rules.map(rule => [
            rule.name,
            number(rule.score),
            rule.description ?? '–',
          ])}
        />
      )}
    </Block>
  );
};

const Delivery = ({ found, step }: PartProps) => {
  const t = useTexts();
  const { duration } = useFormats();
  const { delivery, mail } = found;
  if (!delivery) {
    return mail && step.status === 'failed' ? (
      <Block title={t('evidence.mail.delivery')}>
        <Note>{t('evidence.mail.noDelivery')}</Note>
      </Block>
    ) : null;
  }
  return (
    <Block title={t('evidence.mail.delivery')}>
      <Pairs
        pairs={[
          [t('evidence.mail.mailbox'), delivery.mailbox],
          [t('evidence.mail.answer'), delivery.answer],
          [t('evidence.mail.messageId'), delivery.messageId],
          [
            t('evidence.mail.took'),
            delivery.took === undefined ? undefined : duration(delivery.took),
          ],
        ]}
      />
    </Block>
  );
};

const ReportAndMail = (props: PartProps) => {
  const { test, step } = props;
  const [pdf] = step.artifacts.filter(file => kindOf(file) === 'pdf');
  const others = step.artifacts.filter(file => !isMail(file) && file !== pdf);
  return (
    <Stack>
      <Report {...props} />
      <Mail {...props} />
      <Spam found={props.found} />
      <Delivery {...props} />
      {others.length > 0 && (
        <StepArtifacts testId={test.id} artifacts={others} />
      )}
    </Stack>
  );
};

/** Step 12: the report, the mail, what spam filters think, and the delivery. */
export const reportAndMail = stepView(readReportAndMail, ReportAndMail);
