//! What a chat offers to be picked: a page of a list, and what of a list is meant by a few words.

use crate::view::{JobView, ProjectView};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf<T> {
    pub items: Vec<T>,
    /// From 0; the last one where a later one was asked for.
    pub page: usize,
    /// 1 for an empty list.
    pub pages: usize,
}

/// `size` is 1 at least.
pub fn page_of<T: Clone>(list: &[T], page: usize, size: usize) -> PageOf<T> {
    let size = size.max(1);
    let pages = list.len().div_ceil(size).max(1);
    let page = page.min(pages - 1);
    PageOf { items: list.iter().skip(page * size).take(size).cloned().collect(), page, pages }
}

/// Those whose name, abbreviation or id holds every word; favourites first, then by name.
pub fn search_projects(projects: &[ProjectView], text: &str) -> Vec<ProjectView> {
    let words = words_of(text);
    let fits = |project: &&ProjectView| {
        let abbr = project.abbr.as_deref().unwrap_or_default();
        holds(&format!("{} {abbr} {}", project.name, project.id), &words)
    };
    let mut found: Vec<_> = projects.iter().filter(fits).cloned().collect();
    found.sort_by_cached_key(|project| (!project.favourite, project.name.to_lowercase(), project.id));
    found
}

/// Those whose name or id holds every word; the one that ran last first, then by name.
pub fn search_jobs(jobs: &[JobView], text: &str) -> Vec<JobView> {
    let words = words_of(text);
    let mut found: Vec<_> =
        jobs.iter().filter(|job| holds(&format!("{} {}", job.name, job.id), &words)).cloned().collect();
    found.sort_by_cached_key(|job| (std::cmp::Reverse(job.last_run_at), job.name.to_lowercase(), job.id));
    found
}

fn words_of(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

fn holds(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_page_is_within_the_list() {
        let list = [1, 2, 3, 4, 5];
        assert_eq!(page_of(&list, 1, 2), PageOf { items: vec![3, 4], page: 1, pages: 3 });
        assert_eq!(page_of(&list, usize::MAX, 2), PageOf { items: vec![5], page: 2, pages: 3 });
        assert_eq!(page_of(&list, 0, 0).pages, 5);
        assert_eq!(page_of::<i32>(&[], 3, 2), PageOf { items: vec![], page: 0, pages: 1 });
    }

    #[test]
    fn projects_are_found_by_words_with_favourites_first() {
        let project = |id, name: &str, favourite| ProjectView {
            id,
            name: name.to_owned(),
            abbr: Some(format!("P{id}")),
            description: None,
            favourite,
            muted: false,
            notify: None,
        };
        let projects =
            [project(1, "Web bank", false), project(2, "Мобильный Банк", true), project(3, "api", false)];
        let ids = |text| search_projects(&projects, text).iter().map(|found| found.id).collect::<Vec<_>>();
        assert_eq!(ids(" "), [2, 3, 1]);
        assert_eq!(ids("БАНК моб"), [2]);
        assert_eq!(ids("p3"), [3]);
        assert_eq!(ids("bank api"), [0; 0]);
    }

    #[test]
    fn the_job_that_ran_last_comes_first() {
        let job = |id, name: &str, ran: Option<i64>| JobView {
            id,
            name: name.to_owned(),
            ci: String::new(),
            url: None,
            last_outcome: None,
            last_run_at: ran.and_then(|at| DateTime::from_timestamp(at, 0)),
            blocked: None,
        };
        let jobs = [job(1, "b", None), job(2, "A", None), job(3, "smoke", Some(5)), job(4, "Smoke", Some(9))];
        let ids = |text| search_jobs(&jobs, text).iter().map(|found| found.id).collect::<Vec<_>>();
        assert_eq!(ids(""), [4, 3, 2, 1]);
        assert_eq!(ids("smoke 3"), [3]);
    }
}
