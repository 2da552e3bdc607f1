// Is this Node new enough for this repository, and if not, where does one that is come from? In words that every Node understands.
var needed = require('../package.json').engines.node.replace('>=', '')
var isOlder = function (found, wanted) {
  return found[0] !== wanted[0] ? found[0] < wanted[0] : found[1] < wanted[1]
}
var numbers = function (version) {
  return version.split('.').map(Number)
}
if (isOlder(numbers(process.versions.node), numbers(needed))) {
  console.error(
    'This needs Node ' + needed + ' or newer, found ' + process.versions.node + ' (' + process.execPath + '): Debian 13 has one (nodejs); ' +
      'on Debian 12: npm install --global node@22, then open a new shell'
  )
  process.exit(1)
}
