export default function Page() {
  return <h1>Vestibule</h1>;
}
