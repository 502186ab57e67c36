// Bytes as text.

const AT_ONCE = 0x8000

export function base64(bytes) {
  let text = ""
  for (let i = 0; i < bytes.length; i += AT_ONCE) text += String.fromCharCode(...bytes.subarray(i, i + AT_ONCE))
  return btoa(text)
}
