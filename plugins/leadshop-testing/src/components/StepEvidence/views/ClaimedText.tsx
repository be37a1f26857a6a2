import { makeStyles } from '@material-ui/core/styles';
import type { Execution } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../../translation';
import { Block } from '../parts/Block';
import { StepLink } from '../parts/StepLink';
import { Claim, Piece, piecesOf, stepOfClaim } from './claims';
import type { ContentFound } from './contentRead';
import { useClaimWords } from './useClaimWords';

const useStyles = makeStyles(theme => ({
  paper: {
    padding: theme.spacing(1.5, 2),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    overflowWrap: 'anywhere',
    '& a': { textDecoration: 'underline', fontWeight: 600 },
  },
  subject: {
    fontSize: theme.typography.pxToRem(16),
    fontWeight: 600,
  },
  preview: {
    marginBottom: theme.spacing(1.5),
    paddingBottom: theme.spacing(1),
    borderBottom: `1px solid ${theme.palette.divider}`,
    color: theme.palette.text.secondary,
  },
  body: { whiteSpace: 'pre-wrap' },
  invented: {
    fontWeight: 600,
    color: theme.palette.error.main,
    backgroundColor: 'transparent',
    textDecoration: 'underline wavy',
  },
}));

const ClaimLink = ({
  claim,
  found,
  test,
}: {
  claim: Claim;
  found: ContentFound;
  test: Execution;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const words = useClaimWords(found, test)(claim);
  const step = stepOfClaim(claim);
  return step ? (
    <StepLink test={test} name={step} title={words}>
      {claim.text}
    </StepLink>
  ) : (
    <mark className={classes.invented} title={words}>
      {claim.text} ({t('evidence.content.invented')})
    </mark>
  );
};

/** The text of a mail, each of its numbers linked to the step that found it. */
export const ClaimedText = ({
  found,
  text,
  test,
}: {
  found: ContentFound;
  text: NonNullable<ContentFound['text']>;
  test: Execution;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { business_name, website_url, location } = test.lead_data;
  const [subject, preview, body] = piecesOf(
    [text.subject, text.preview, text.body],
    found.claims,
    [business_name, hostOf(website_url), location].filter(
      (name): name is string => typeof name === 'string',
    ),
  );
  const write = (pieces: Piece[]) =>
    pieces.map(({ text: words, claim }, index) =>
      claim ? (
        <ClaimLink key={index} claim={claim} found={found} test={test} />
      ) : (
        <span key={index}>{words}</span>
      ),
    );
  return (
    <Block
      title={t('evidence.content.title')}
      help={found.claims.length > 0 && t('evidence.content.linked')}
    >
      <div className={classes.paper}>
        <div className={classes.subject}>{write(subject)}</div>
        <div className={classes.preview}>{write(preview)}</div>
        <div className={classes.body}>{write(body)}</div>
      </div>
    </Block>
  );
};

function hostOf(address: unknown): string | undefined {
  return typeof address === 'string' && URL.canParse(address)
    ? new URL(address).host
    : undefined;
}
