// Which exabgp.conf have `exabgp healthcheck` in them, with every flag and in every spelling?

/** `words`: as they stand in the process block. `files`: those for --config, by their names. `since`: flags that 4.2 lacks. `differs`: what does. */
export type Sample = {
  readonly words: string
  readonly launcher?: string
  readonly files?: Readonly<Record<string, string>>
  readonly since?: '5.0'
  /** By phase, what is announced otherwise, for a reason that is told. */
  readonly differs?: Readonly<Record<string, readonly string[]>>
}

const ip = '--ip 192.0.2.1'
const three = '--ip 192.0.2.1 --ip 192.0.2.2 --ip 2001:db8::1'
const file = '--disable /run/away'

const departing = (...keys: readonly string[]) => ({ disabled: keys })

/** Where one is named `FILE`, it is the file of that name. */
export const samples: readonly Sample[] = [
  { words: `${ip}` },
  { words: `${ip} --withdraw-on-down` },
  { words: `${ip} --withdraw` },
  { words: `${ip} ${file}` },
  { words: `${ip} ${file} --withdraw-on-down` },
  { words: three },
  { words: `${three} ${file}` },
  { words: `${three} --start-ip 1` },
  { words: `${three} --start-ip 2 ${file}` },
  { words: `${three} --start-ip -1` },
  { words: `${three} --start-ip 7` },
  { words: `${three} --increase 0` },
  { words: `${three} --increase 10 ${file}` },
  { words: `${three} --increase=-5` },
  { words: `${three} --withdraw-on-down --increase 100` },
  { words: '--ip 192.0.2.0/29' },
  { words: '--ip 192.0.2.0/30 --deaggregate-networks' },
  { words: '--ip 2001:db8::/126 --deagg --withdraw-on-down' },
  { words: '--ip 198.51.100.0/24 --ip 2001:db8::/48 --withdraw-on-down' },
  { words: `${ip} --up-metric 10 --down-metric 20 --disabled-metric 30 ${file}` },
  { words: `${ip} --up-metric 300 --down-metric 20 --disabled-metric 30 ${file}`, differs: departing('med') },
  { words: `${ip} --up-metric 100 --down-metric 100 --disabled-metric 100 ${file}` },
  { words: `${ip} --up-m 0 --down-m 4294967295` },
  { words: `${ip} --local-preference 200` },
  { words: `${ip} --local-preference -1 --withdraw-on-down` },
  { words: `${ip} --local-pref=0` },
  { words: `${ip} --next-hop 10.9.9.9` },
  { words: `-N 10.9.9.9 ${ip} --withdraw-on-down` },
  { words: `--next-hop 2001:db8::9 ${three}`, differs: { up: ['next-hop'], down: ['next-hop'] } },
  { words: `${ip} --community 65010:1` },
  { words: `${ip} --community "65010:2 65010:1" --withdraw-on-down` },
  { words: `${ip} --community no-export ${file}` },
  { words: `${ip} --community 65010:1 --disabled-community "65010:1 65010:9" ${file}` },
  { words: `${ip} --community 65010:1 --disabled-community 65010:9 ${file}`, differs: departing('community') },
  { words: `${ip} --disabled-community 65010:9 ${file}` },
  { words: `${ip} --disabled-c 65010:9 --withdraw-on-down` },
  { words: `${ip} --large-community "65010:1:2 65010:3:4"` },
  { words: `${ip} --extended-community "target:65010:100 origin:65010:1"` },
  { words: `${ip} --as-path 65010` },
  { words: `${ip} --as-path "65010 65010" ${file}` },
  { words: `${ip} --up-as-path 65010 --down-as-path "65010 65010 65010" --disabled-as-path "65010 65010" ${file}` },
  { words: `${ip} --down-as-path "65010 65010"` },
  { words: `${ip} --up-as-path "65010 65010" ${file}`, differs: departing('as-path') },
  { words: `${ip} --as-path 65010 --up-as-path "" --down-as-path "65010 65010" --withdraw-on-down` },
  { words: `${ip} --path-id 7 ${file}` },
  { words: `${ip} --path-id 0` },
  { words: `${ip} --path-id 7 --withdraw-on-down` },
  { words: `${ip} --neighbor 10.0.0.1` },
  { words: `${three} --neighbor 10.0.0.1 --neighbor 10.0.0.9 --withdraw-on-down` },
  { words: `${ip} --neighbor *`, since: '5.0' },
  { words: `${ip} --debounce`, since: '5.0' },
  { words: `${ip} --ip-ifname 192.0.2.1%eth0 --label web --label-exact-match --withdraw-on-down`, since: '5.0' },
  { words: `${ip} -sF local0 -n web -i 10 -f 0.5 -t 2 --rise 1 --fall 5 -c true` },
  { words: `${ip} -da -n web -p /run/web.pid --sudo --user nobody --group nogroup` },
  { words: `${ip} -s --no-ip-setup --label web --cmd "nc -z 127.0.0.1 80"` },
  { words: `${ip} --no-syslog --dynamic-ip-setup --interval 0 --timeout 0 --command "curl -sf http://127.0.0.1/health"` },
  { words: `${ip} --execute /bin/a --up-execute /bin/b --down-execute /bin/c --disabled-execute /bin/d --syslog-facility --no-ack` },
  { words: ip, launcher: '/usr/bin/exabgp-healthcheck' },
  { words: `${ip} --withdraw-on-down`, launcher: '/usr/bin/env PYTHONUNBUFFERED=1 python3 -m exabgp healthcheck' },
  { words: ip, launcher: '/usr/bin/python3 -u -m exabgp.application.healthcheck' },
  {
    words: '--config FILE',
    files: { FILE: 'debug\nname = web\n\n# none\nip = 192.0.2.1\nip = 192.0.2.2\ncommand = test "a" = "b"\nwithdraw-on-down\n' },
  },
  { words: '--config FILE --ip 192.0.2.3 --up-metric 7', files: { FILE: '  up-metric=1\nip=192.0.2.1\ndisable = /run/away\n' } },
  { words: `-F FILE ${ip}`, files: { FILE: 'community = 65010:1 65010:2\nneighbor = 10.0.0.1\nlocal-preference = 50' } },
]

/** The whole exabgp.conf of a sample in this folder. */
export const confOf = ({ words, launcher = '/usr/bin/python3 -m exabgp healthcheck' }: Sample, folder: string): string => `# ours
neighbor 10.0.0.1 {
    router-id 10.0.0.2;
    local-address 10.0.0.2;
    local-as 65010;
    peer-as 65020;
    api { processes [ watch ]; }
}
process watch {
    run ${launcher} ${words.replace('FILE', `${folder}/FILE`)}; # it
    encoder text;
}
`
