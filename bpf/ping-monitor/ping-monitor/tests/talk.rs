//! The kernel side has exactly the code that the talk types, and our template is this project before that.

use std::{
    fs,
    path::{Path, PathBuf},
};

const TRY_PING_MONITOR: &str = r#"fn try_ping_monitor(ctx: TcContext) -> Result<i32, i32> {
    let ethertype: u16 = unsafe { ptr_at(&ctx, 12)? };
    if ethertype != 0x0008 {  // IPv4
        return Ok(TC_ACT_PIPE);
    }

    let protocol: u8 = unsafe { ptr_at(&ctx, 23)? };
    if protocol != 1 {  // ICMP
        return Ok(TC_ACT_PIPE);
    }

    let icmp_type: u8 = unsafe { ptr_at(&ctx, 34)? };

    if icmp_type == 8 {  // Echo Request
        info!(&ctx, "🔔 Someone is pinging us!");
    }

    Ok(TC_ACT_PIPE)
}
"#;

const PTR_AT: &str = r#"#[inline(always)]
unsafe fn ptr_at<T: Copy>(ctx: &TcContext, offset: usize) -> Result<T, i32> {
    let start = ctx.data();
    let end = ctx.data_end();
    let len = core::mem::size_of::<T>();

    if start + offset + len > end {
        return Err(TC_ACT_PIPE);
    }

    Ok(*((start + offset) as *const T))
}
"#;

const STUB: &str = r#"fn try_ping_monitor(ctx: TcContext) -> Result<i32, i32> {
    info!(&ctx, "received a packet");
    Ok(TC_ACT_PIPE)
}
"#;

const KERNEL_SIDE: &str = "ping-monitor-ebpf/src/main.rs";

/// This workspace.
fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The template's text as `cargo generate` fills it in for the talk.
fn generated(text: &str) -> String {
    text.replace("{{project-name}}", "ping-monitor")
        .replace("{{crate_name}}", "ping_monitor")
        .replace("{{default_iface}}", "eno1")
        .replace("{{direction}}", "Ingress")
}

/// All files below `folder`, as paths in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "target") {
                    folders.push(path);
                }
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

#[test]
fn holds_the_code_of_the_talk() {
    let source = fs::read_to_string(project().join(KERNEL_SIDE)).unwrap();
    assert!(source.contains(TRY_PING_MONITOR));
    let helper = source.find(PTR_AT).expect("ptr_at is as the talk types it");
    assert!(
        helper
            < source
                .find("#[panic_handler]")
                .expect("there is a panic handler")
    );
}

#[test]
fn the_template_is_this_project_before_the_talk() {
    let template = project().join("../template");
    if !template.exists() {
        // A generated project has no template next to it.
        return;
    }
    let mut expected = Vec::new();
    for file in files(&template) {
        if file == Path::new("cargo-generate.toml") {
            continue;
        }
        let name = PathBuf::from(generated(file.to_str().unwrap()));
        let text = generated(&fs::read_to_string(template.join(&file)).unwrap());
        assert!(
            !text.contains("{{"),
            "{}: a placeholder is left",
            file.display()
        );
        let mut ours = fs::read_to_string(project().join(&name))
            .unwrap_or_else(|error| panic!("the project lacks {}: {error}", name.display()));
        if name == Path::new(KERNEL_SIDE) {
            ours = ours
                .replace(TRY_PING_MONITOR, STUB)
                .replace(&format!("{PTR_AT}\n"), "");
        }
        if name == Path::new("ping-monitor/Cargo.toml") {
            // Only this project has the tests.
            ours = ours
                .split("\n[dev-dependencies]")
                .next()
                .unwrap()
                .to_owned();
        }
        assert!(
            text == ours,
            "{} differs from the template:\n{text}\n---\n{ours}",
            name.display()
        );
        expected.push(name);
    }
    let mut ours = files(&project());
    ours.retain(|file| !file.starts_with("ping-monitor/tests"));
    expected.sort();
    assert_eq!(expected, ours);
}
