// Runs Lighthouse on URLs, one after the other in one Chromium, and prints one line of JSON for each.
//     node run.mjs AUDITS URL...      AUDITS are comma-separated ids; CHROME_PATH is the path of the browser
import {launch} from "chrome-launcher"
import lighthouse from "lighthouse"

const [audits, ...urls] = process.argv.slice(2)
const config = {extends: "lighthouse:default", settings: {onlyAudits: audits.split(","), ignoreStatusCode: true}}
const chromeFlags = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic",
  "--disable-background-networking", "--disable-component-update",
]
const chrome = await launch({chromeFlags})
for (const url of urls) {
  const {lhr} = await lighthouse(url, {port: chrome.port, logLevel: "error"}, config)
  const found = Object.values(lhr.audits).map(({id, score, details, explanation}) => ({
    id,
    score,
    explanation,
    shown: (details?.items ?? []).slice(0, 5).map(item => item.text ?? item.node?.snippet ?? item.source?.snippet ?? item.message ?? ""),
  }))
  process.stdout.write(JSON.stringify({
    url, version: lhr.lighthouseVersion, seconds: lhr.timing.total / 1000,
    problem: lhr.runtimeError?.message ?? null, audits: found,
  }) + "\n")
}
chrome.kill()
