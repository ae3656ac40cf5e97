// Runs Lighthouse on addresses, one after the other in one Chromium, and prints a line of JSON for each.
//     node run.mjs AUDITS ADDRESS...      AUDITS are ids, separated by commas; CHROME_PATH names the browser
import {launch} from "chrome-launcher"
import lighthouse from "lighthouse"

const [audits, ...addresses] = process.argv.slice(2)
const config = {extends: "lighthouse:default", settings: {onlyAudits: audits.split(","), ignoreStatusCode: true}}
const chromeFlags = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
  "--disable-background-networking", "--disable-component-update",
]
const chrome = await launch({chromeFlags})
for (const address of addresses) {
  const {lhr} = await lighthouse(address, {port: chrome.port, logLevel: "error"}, config)
  const found = Object.values(lhr.audits).map(({id, score, details, explanation}) => ({
    id,
    score,
    explanation,
    shown: (details?.items ?? []).slice(0, 5).map(item => item.text ?? item.node?.snippet ?? item.source?.snippet ?? item.message ?? ""),
  }))
  process.stdout.write(JSON.stringify({
    address, version: lhr.lighthouseVersion, seconds: lhr.timing.total / 1000,
    problem: lhr.runtimeError?.message ?? null, audits: found,
  }) + "\n")
}
chrome.kill()
