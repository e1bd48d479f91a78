/** How the collector listens: HTTPS with its certificate, and whether others than this machine reach it. */
import { Copy, Download, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ListeningSettings, LocalCertificate } from '../../../shared/contract/listening';
import { call } from '../../data/client';
import { coordinator } from '../../data/runtime';
import { latest, useQuery } from '../../data/use-query';
import { saveText } from '../../parts/save-text';
import { Button } from '../../ui/button';
import { copyText } from '../../ui/code-block';
import { Dialog } from '../../ui/dialog';
import { ErrorState } from '../../ui/error-state';
import { Select } from '../../ui/select';
import { Switch } from '../../ui/switch';
import { formatDay } from '../../ui/time-format';
import { toast } from '../../ui/toast-store';
import css from './listening.module.css';
import { Row, Section } from './section';

const NOTHING = {};
const LOOPBACK = 'loopback';
const EVERYWHERE = '0.0.0.0';

export function ListeningSection({ timezone }: { readonly timezone: string }) {
  const query = useQuery('listening.get', NOTHING);
  const state = latest(query);
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<string>();
  if (state === undefined) {
    // Where no collector runs there is nothing to say.
    if (query.status !== 'failed' || query.error.code === 'not_found') return null;
    return <ErrorState title="How Waymark listens is not known" error={query.error} onRetry={query.refetch} />;
  }
  const { settings, isChangeable, problem, addresses, https } = state;
  const put = async (next: ListeningSettings, done: string): Promise<void> => {
    setBusy(true);
    const answer = await call('listening.set', { settings: next });
    setBusy(false);
    coordinator.invalidate('listening.get');
    coordinator.invalidate('host.info');
    if (!answer.ok) toast({ tone: 'bad', title: 'It listens as before', text: answer.error.message });
    else if (answer.value.problem !== undefined)
      toast({ tone: 'bad', title: 'Not as it is set', text: answer.value.problem });
    else toast({ tone: 'good', title: done });
  };
  const listenOn = (address: string | undefined): void => {
    const { address: _gone, ...rest } = settings;
    if (address === undefined) void put(rest, 'Only this machine can send events now');
    else void put({ ...rest, address }, `Waymark listens on ${address} too`);
  };
  const offered = [
    ...new Set([...addresses, ...(settings.address === undefined ? [] : [settings.address]), EVERYWHERE]),
  ];
  return (
    <Section
      title="Taking events in"
      text={
        isChangeable
          ? 'Where SDKs reach Waymark on this machine, whichever workspace is open.'
          : 'Where SDKs reach Waymark. It was started by «waymark serve», whose options say it: https, host and port.'
      }
    >
      {problem !== undefined && (
        <p role="alert" className={css['problem']}>
          <TriangleAlert aria-hidden size={15} /> {problem}
        </p>
      )}
      <Row
        title="HTTPS"
        hint={
          https === undefined
            ? 'For pages on HTTPS: browsers do not let them send to plain HTTP. A certificate for this machine alone is made here.'
            : `SDKs on HTTPS pages send to ${https.url}`
        }
      >
        <Switch
          label="Take events in over HTTPS too"
          hideLabel
          checked={settings.https}
          disabled={!isChangeable || busy}
          onChange={(on) => {
            void put({ ...settings, https: on }, on ? 'HTTPS is on' : 'HTTPS is off');
          }}
        />
      </Row>
      {https !== undefined && <Trust url={https.url} certificate={https.certificate} timezone={timezone} />}
      <Row
        title="Who can send"
        hint={
          settings.address === undefined
            ? 'Nobody but programs on this machine. A phone or another computer needs an address of the network.'
            : 'Everybody who reaches this machine there can send events. The workbench itself stays on this machine.'
        }
      >
        <Select
          label="Who can send"
          value={settings.address ?? LOOPBACK}
          disabled={!isChangeable || busy}
          options={[
            { value: LOOPBACK, label: 'This machine alone' },
            ...offered.map((address) => ({
              value: address,
              label: address === EVERYWHERE ? 'Every address' : address,
            })),
          ]}
          onChange={(address) => {
            if (address === LOOPBACK) listenOn(undefined);
            else setAsked(address);
          }}
        />
      </Row>
      {settings.address !== undefined && (
        <p role="note" className={css['warning']}>
          <TriangleAlert aria-hidden size={15} /> Open to others: whoever reaches{' '}
          {settings.address === EVERYWHERE ? 'this machine over any network' : settings.address} can send events here.
        </p>
      )}
      <Dialog
        open={asked !== undefined}
        title="Let others send events?"
        description={`Everybody who reaches ${asked === EVERYWHERE ? 'this machine' : (asked ?? '')} over the network can then send events into whichever workspace is open, and ask for its feature flags, without a password. The workbench stays on this machine.`}
        onOpenChange={(open) => {
          if (!open) setAsked(undefined);
        }}
        footer={
          <>
            <Button
              onClick={() => {
                setAsked(undefined);
              }}
            >
              Cancel
            </Button>
            <Button
              variant="danger"
              onClick={() => {
                listenOn(asked);
                setAsked(undefined);
              }}
            >
              Listen there too
            </Button>
          </>
        }
      />
    </Section>
  );
}

interface TrustProps {
  readonly url: string;
  readonly certificate: LocalCertificate;
  readonly timezone: string;
}

const FILE = 'waymark-https-certificate.pem';

function Trust({ url, certificate: { path, pem, fingerprint, validTo }, timezone }: TrustProps) {
  const ways: readonly (readonly [string, string])[] = [
    ['macOS', `Open the file in Keychain Access, and set it to «Always Trust» there; Safari and Chrome follow.`],
    [
      'Windows',
      `Open the file, choose «Install Certificate», and put it into «Trusted Root Certification Authorities».`,
    ],
    [
      'Linux',
      `Chrome: certutil -d sql:$HOME/.pki/nssdb -A -t "P,," -n waymark -i ${FILE}. The system: copy it to /usr/local/share/ca-certificates as .crt and run update-ca-certificates.`,
    ],
    ['Firefox', `Open ${url} and accept the certificate after comparing the fingerprint.`],
  ];
  const copy = async (text: string, title: string): Promise<void> => {
    if (await copyText(text)) toast({ tone: 'good', title });
  };
  return (
    <section aria-label="The certificate" className={css['trust']}>
      <p>
        Browsers refuse the certificate until this machine trusts it. Anywhere for once: open <code>{url}</code> and
        accept it.
      </p>
      <dl className={css['facts']}>
        <dt>SHA-256</dt>
        <dd>
          <code>{fingerprint}</code>
        </dd>
        <dt>File</dt>
        <dd>
          <code>{path}</code>
        </dd>
        <dt>Until</dt>
        <dd>{formatDay(validTo, timezone)}; made anew by itself before that, and to be trusted again then</dd>
      </dl>
      <div className={css['buttons']}>
        <Button size="s" icon={Download} onClick={() => saveText(FILE, pem, 'application/x-pem-file')}>
          Save the certificate
        </Button>
        <Button size="s" icon={Copy} onClick={() => void copy(path, 'The path is copied')}>
          Copy its path
        </Button>
        <Button size="s" icon={Copy} onClick={() => void copy(fingerprint, 'The fingerprint is copied')}>
          Copy the fingerprint
        </Button>
      </div>
      <dl className={css['ways']}>
        {ways.map(([system, way]) => (
          <div key={system}>
            <dt>{system}</dt>
            <dd>{way}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
