import { useFormats } from '../../../formats';
import { useTexts } from '../../../translation';
import { Block, Stack } from '../parts/Block';
import { Gauges } from '../parts/Gauge';
import { HiddenNote, Note } from '../parts/Note';
import { Pairs } from '../parts/Pairs';
import { Table } from '../parts/Table';
import { WebLink } from '../parts/WebLink';
import { YesNo } from '../parts/YesNo';
import { stepView, ViewProps } from '../stepView';
import { SecurityFindings } from './SecurityFindings';
import { readSecurity, SecurityFound } from './securityRead';

const Tls = ({ found: { tls } }: { found: SecurityFound }) => {
  const t = useTexts();
  const { number, moment } = useFormats();
  const until = tls?.validTo;
  return (
    <Block title={t('evidence.security.tls')}>
      {tls ? (
        <Pairs
          pairs={[
            [t('evidence.security.protocol'), tls.protocol],
            [t('evidence.security.cipher'), tls.cipher],
            [t('evidence.security.issuer'), tls.issuer],
            [
              t('evidence.security.validTo'),
              until && !Number.isNaN(Date.parse(until))
                ? moment(new Date(until).toISOString())
                : until,
            ],
            [
              t('evidence.security.expiry'),
              tls.expiry === undefined
                ? undefined
                : number(tls.expiry, { maximumFractionDigits: 0 }),
            ],
          ]}
        />
      ) : (
        <Note>{t('evidence.security.noTls')}</Note>
      )}
    </Block>
  );
};

const Headers = ({ found }: { found: SecurityFound }) => {
  const t = useTexts();
  return (
    <Block title={t('evidence.security.headers')}>
      <Table
        name={t('evidence.security.headers')}
        columns={[
          t('evidence.security.header'),
          { title: t('evidence.security.value'), breaks: true },
        ]}
        rows={found.headers.map(([name, value]) => [
          name,
          value ?? <em>{t('evidence.security.missing')}</em>,
        ])}
      />
    </Block>
  );
};

const Cookies = ({ found: { cookies } }: { found: SecurityFound }) => {
  const t = useTexts();
  return (
    <Block title={t('evidence.security.cookies')}>
      {cookies.length === 0 ? (
        <Note>{t('evidence.security.noCookies')}</Note>
      ) : (
        <Table
          name={t('evidence.security.cookies')}
          columns={[
            t('evidence.security.cookie'),
            t('evidence.security.secure'),
            t('evidence.security.httpOnly'),
            t('evidence.security.sameSite'),
          ]}
          rows={cookies.map(cookie => [
            cookie.name,
            <YesNo yes={cookie.secure} />,
            <YesNo yes={cookie.httpOnly} />,
            cookie.sameSite ?? <em>{t('evidence.security.missing')}</em>,
          ])}
        />
      )}
    </Block>
  );
};

const Technologies = ({ found }: { found: SecurityFound }) => {
  const t = useTexts();
  return (
    <Block title={t('evidence.security.technologies')}>
      {found.technologies.length === 0 ? (
        <Note>{t('evidence.security.noTechnologies')}</Note>
      ) : (
        <Table
          name={t('evidence.security.technologies')}
          columns={[
            t('evidence.security.technology'),
            t('evidence.security.version'),
            t('evidence.security.seenBy'),
          ]}
          rows={found.technologies.map(one => [
            one.name,
            one.version ?? '–',
            one.evidence ?? '–',
          ])}
        />
      )}
    </Block>
  );
};

const ThePage = ({ found }: { found: SecurityFound }) => {
  const t = useTexts();
  const { duration } = useFormats();
  const { mixed, robots, hops } = found;
  const robotsText = () => {
    if (!robots) {
      return undefined;
    }
    if (robots.status === undefined) {
      return t('evidence.security.robotsNone');
    }
    const status = String(robots.status);
    if (!robots.present) {
      return t('evidence.security.robotsAbsent', { status });
    }
    return robots.disallowsAll
      ? t('evidence.security.robotsAll', { status })
      : t('evidence.security.robotsOpen', { status });
  };
  return (
    <Block title={t('evidence.security.page')}>
      <Pairs
        pairs={[
          [
            t('evidence.security.finalUrl'),
            found.finalUrl && <WebLink address={found.finalUrl} />,
          ],
          [
            t('evidence.security.way'),
            hops.length > 0 &&
              hops.map(({ url, status }, index) => (
                <div key={index}>
                  {status ?? '–'} {url}
                </div>
              )),
          ],
          [
            t('evidence.security.fetched'),
            found.took === undefined ? undefined : duration(found.took),
          ],
          [
            t('evidence.security.mixed'),
            mixed && (
              <>
                {t('evidence.security.mixedCount', {
                  active: mixed.active,
                  passive: mixed.passive,
                })}
                {mixed.examples.map(example => (
                  <div key={example}>{example}</div>
                ))}
              </>
            ),
          ],
          [
            t('evidence.security.robots'),
            robots && (
              <>
                {robotsText()}
                {robots.sitemaps.map(address => (
                  <div key={address}>
                    <WebLink address={address} />
                  </div>
                ))}
              </>
            ),
          ],
        ]}
      />
      {found.truncated && <Note>{t('evidence.security.truncated')}</Note>}
    </Block>
  );
};

const Contacts = ({
  found: { contacts },
  hidden,
}: {
  found: SecurityFound;
  hidden: boolean;
}) => {
  const t = useTexts();
  if (!contacts) {
    return null;
  }
  const write = (list: string[] | undefined, count: number | undefined) =>
    list ? list.join(', ') || t('evidence.none') : count;
  return (
    <Block title={t('evidence.security.contacts')}>
      <Pairs
        pairs={[
          [
            t('evidence.security.emails'),
            write(contacts.emailList, contacts.emails),
          ],
          [
            t('evidence.security.phones'),
            write(contacts.phoneList, contacts.phones),
          ],
        ]}
      />
      {hidden && <HiddenNote what={t('evidence.security.contacts')} />}
    </Block>
  );
};

const Security = ({ found, test }: ViewProps<SecurityFound>) => {
  const t = useTexts();
  const { score, findings, examined } = found;
  return (
    <Stack>
      {score !== undefined && (
        <Block title={t('evidence.security.score')} help={found.formula}>
          <Gauges gauges={[[t('evidence.security.score'), score]]} />
        </Block>
      )}
      {(findings.length > 0 || examined) && (
        <Block title={t('evidence.security.findings')}>
          {findings.length === 0 ? (
            <Note>{t('evidence.security.nothing')}</Note>
          ) : (
            <SecurityFindings findings={findings} />
          )}
        </Block>
      )}
      {(found.tls || examined) && <Tls found={found} />}
      {examined && (
        <>
          <Headers found={found} />
          <Cookies found={found} />
          <Technologies found={found} />
        </>
      )}
      <ThePage found={found} />
      <Contacts found={found} hidden={test.personal_data_hidden} />
    </Stack>
  );
};

/** Step 5: what a site tells and leaves open, worst first. */
export const security = stepView(readSecurity, Security);
